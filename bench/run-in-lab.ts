import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Lab, startLab } from '../testbed/lab/lab'

export interface Bench {
  readonly name: string
  /** Of the hook server. */
  readonly hookEnv?: Readonly<Record<string, string>>
  readonly keepsLogs?: boolean
  /** Answers with one sentence for each figure that is over its budget. `dir` is the lab's. */
  readonly measure: (lab: Lab, dir: string) => Promise<ReadonlyArray<string>>
}

/**
 * The agents are played by the bench, so no kubelet runs the pods of their DaemonSet; and while a pod is missing its
 * controller looks at all Nodes whenever one of them changes.
 */
const NOT_PLAYED = ['daemonset-controller']

const measureIn = async (dir: string, { hookEnv = {}, keepsLogs = false, measure }: Bench): Promise<void> => {
  const lab = await startLab({ dir, log: console.log, hookEnv, withoutControllers: NOT_PLAYED })
  try {
    const problems = await measure(lab, dir)
    for (const problem of problems) console.error(`over budget: ${problem}`)
    process.exitCode = problems.length === 0 ? 0 : 1
  } finally {
    await lab.stop()
    if (keepsLogs) console.log(`logs are in ${dir}`)
    else rmSync(dir, { recursive: true, force: true })
  }
}

/** Measures in a lab of its own, which is gone afterwards; the process fails when something is over its budget. */
export const runInLab = (bench: Bench): void => {
  measureIn(mkdtempSync(join(tmpdir(), `bench-${bench.name}-`)), bench).catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : String(error))
    process.exit(1)
  })
}
