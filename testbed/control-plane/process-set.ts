import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'

/** What to start: a file without a shell, its arguments, what is added to our environment, and where all output goes. */
export interface Command {
  readonly file: string
  readonly args: ReadonlyArray<string>
  readonly env?: Readonly<Record<string, string>>
  /** Written anew. */
  readonly logFile: string
}

export interface RunningProcess {
  readonly pid: number
  readonly logFile: string
  /** How it ended, such as `code 1` or `signal SIGKILL`; undefined while it runs. */
  readonly ended: () => string | undefined
  /** Kills it and resolves when it is gone. */
  readonly kill: () => Promise<void>
}

/** Processes that live no longer than this one, however it ends. */
export interface ProcessSet {
  /** Rejects when the file cannot be started. */
  readonly start: (command: Command) => Promise<RunningProcess>
  /** Pids of those that run now. */
  readonly pids: () => ReadonlyArray<number>
  /** Kills all and resolves when they are gone. */
  readonly killAll: () => Promise<void>
}

// The watchdog reads pids from a pipe that only we write. When we end, even by SIGKILL, the pipe closes and it kills
// them. It and they have process groups of their own, so a Ctrl-C in the terminal is ours alone to act on.
const WATCHDOG = 'while read -r pid; do pids="$pids $pid"; done; kill -9 $pids 2>/dev/null'

const started = (child: ChildProcess, file: string): Promise<number> =>
  new Promise((resolve, reject) => {
    child.once('error', error => reject(new Error(`${file} could not be started: ${error.message}`)))
    child.once('spawn', () => resolve(child.pid ?? 0))
  })

const hasEnded = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode !== null || signalCode !== null

const ended = ({ exitCode, signalCode }: ChildProcess): string | undefined => {
  if (exitCode !== null) return `code ${exitCode}`
  return signalCode === null ? undefined : `signal ${signalCode}`
}

const kill = (child: ChildProcess): Promise<void> =>
  new Promise(resolve => {
    if (hasEnded(child)) return resolve()
    child.ref() // It must not be forgotten while its end is awaited.
    child.once('exit', () => resolve())
    child.kill('SIGKILL')
  })

export const createProcessSet = (): ProcessSet => {
  const watchdog = spawn('/bin/sh', ['-c', WATCHDOG], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] })
  watchdog.unref()
  // A watchdog killed by someone else must not take us down with a broken pipe.
  watchdog.stdin.on('error', () => undefined)
  const children = new Set<ChildProcess>()

  const start = async ({ file, args, env, logFile }: Command): Promise<RunningProcess> => {
    const log = openSync(logFile, 'w')
    const child = spawn(file, args, { detached: true, stdio: ['ignore', log, log], env: { ...process.env, ...env } })
    closeSync(log)
    const pid = await started(child, file)
    watchdog.stdin.write(`${pid}\n`)
    children.add(child)
    child.once('exit', () => children.delete(child))
    child.unref() // A forgotten set must not keep its owner alive; when the owner ends, the watchdog cleans up.
    return { pid, logFile, ended: () => ended(child), kill: () => kill(child) }
  }

  return {
    start,
    pids: () => [...children].flatMap(({ pid }) => pid ?? []),
    killAll: async () => {
      await Promise.all([...children].map(kill))
      // Killed rather than told the end: it would kill the pids it was given, which may belong to others by now.
      await kill(watchdog)
    },
  }
}
