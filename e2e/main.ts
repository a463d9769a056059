import { fork } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { MARK, readTraces, type Traces, whatIsLeft } from '../testbed/leftovers/leftovers'

/** Watchdogs end a moment after the run. */
const LEFT_MS = 10_000

const dir = resolve(process.env['E2E_DIR'] || '.e2e')
const mark = randomUUID()

const leftAfter = async (before: Traces): Promise<ReadonlyArray<string>> => {
  const deadline = Date.now() + LEFT_MS
  for (;;) {
    const left = whatIsLeft(before, readTraces({ mark, dir }))
    if (left.length === 0 || Date.now() > deadline) return left
    await sleep(200)
  }
}

/**
 * The run is a process of its own, so that what it leaves behind is seen however it ends. It has a process group of its
 * own too: a Ctrl-C in the terminal is passed on once.
 */
const main = async (): Promise<number> => {
  const before = readTraces({ mark, dir })
  const run = fork(resolve(__dirname, 'run.ts'), process.argv.slice(2), {
    detached: true,
    env: { ...process.env, [MARK]: mark },
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => run.kill(signal))
  // npm passes a SIGTERM to its shell alone, which ends and tells nobody.
  const parent = process.ppid
  const orphaned = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(orphaned)
    run.kill('SIGTERM')
  }, 500)
  const code = await new Promise<number>(done => run.once('exit', (status, signal) => done(signal ? 1 : (status ?? 1))))
  const left = await leftAfter(before)
  for (const line of left) console.log(`left behind: ${line}`)
  if (left.length === 0) console.log('nothing is left behind: no process, mount, loop device or network interface')
  return left.length > 0 ? 1 : code
}

main().then(
  code => process.exit(code),
  (error: unknown) => {
    console.error(error)
    process.exit(1)
  },
)
