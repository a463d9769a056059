import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { HostOnDisk, Ran } from './host-on-disk'

/** One line of a fixture; test/fixtures/bootc-recorded/README.md says what the fields are. */
export interface Recording {
  readonly step: string
  readonly name: string
  readonly command: string
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
  readonly rebootRequired?: string
  readonly status?: string
  readonly statusError?: string
}

export interface Replay {
  /** Number of the recording; of one that was not kept, what was run there is needed all the same. */
  readonly step: string
  /** Command lines, or what else is done; absent when the recording is one plain command. Output is compared. */
  readonly run?: ReadonlyArray<string | ((host: HostOnDisk) => Promise<Ran>)>
  /** A page of help: usage, verbs and options are compared, explanations are not printed. */
  readonly help?: true
  /** What was done to the machine before the commands. */
  readonly before?: (host: HostOnDisk) => void
}

export const plain = (...steps: ReadonlyArray<string>): ReadonlyArray<Replay> => steps.map(step => ({ step }))

export const readRecordings = (series: string): ReadonlyMap<string, Recording> => {
  const file = join(__dirname, `../../fixtures/bootc-recorded/bootc-${series}.jsonl`)
  const lines = readFileSync(file, 'utf8').trim().split('\n')
  return new Map(lines.map(line => JSON.parse(line) as Recording).map(recording => [recording.step, recording]))
}

/** Runs one step; each command answers for itself. */
export const replay = async (
  host: HostOnDisk,
  step: Replay,
  command: string | undefined,
): Promise<ReadonlyArray<Ran>> => {
  step.before?.(host)
  const all: Array<Ran> = []
  for (const one of step.run ?? [command ?? '']) all.push(await (typeof one === 'string' ? host.run(one) : one(host)))
  return all
}
