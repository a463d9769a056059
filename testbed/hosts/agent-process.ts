import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type HostLayout, layoutOf } from './layout'
import { forgetGroup, watchGroup } from './watchdog'

export interface AgentCommand {
  readonly command: ReadonlyArray<string>
  readonly env?: Readonly<Record<string, string>>
}

/** A container that restarts as one of a pod does. */
export interface AgentProcess {
  readonly pid: () => number | undefined
  /** How often it was started. */
  readonly starts: () => number
  /** SIGKILL to all processes of its container; it comes back after a delay, as after any other end. */
  readonly crash: () => void
  /** It ends for good: with `graceMillis` politely first. Resolves when it is gone. */
  readonly end: (graceMillis?: number) => Promise<void>
}

/** Milliseconds before a restart: the first, doubled by every crash, and at most; a kubelet begins with 10 s. */
const FIRST_RESTART_DELAY = 200
const MOST_RESTART_DELAY = 10_000
/** A container that lived this long, in milliseconds, starts afresh with the first delay. */
const HEALTHY_AFTER = 10_000

const environment = (layout: HostLayout, { env }: AgentCommand): NodeJS.ProcessEnv => ({
  ...process.env,
  HOST_ROOT: layout.root,
  SIMULATED_HOST_DIR: layout.dir,
  ...env,
  PATH: `${layout.bin}:${env?.['PATH'] ?? process.env['PATH'] ?? ''}`,
})

/** A group of its own stands for the container: what nsenter started dies with it, a systemd unit does not. */
const killGroup = (child: ChildProcess, signal: NodeJS.Signals): void => {
  if (child.pid === undefined) return
  try {
    process.kill(-child.pid, signal)
  } catch {
    // It is gone already.
  }
}

/** Starts the agent of the host in `dir` and keeps it running; its output is added to `agent.log` there. */
export const startAgentProcess = (dir: string, command: AgentCommand): AgentProcess => {
  const layout = layoutOf(dir)
  let child: ChildProcess | undefined
  let wanted = true
  let starts = 0
  let delay = FIRST_RESTART_DELAY
  let timer: NodeJS.Timeout | undefined

  const start = (): void => {
    const [file = '', ...args] = command.command
    const log = openSync(join(dir, 'agent.log'), 'a')
    const started = spawn(file, args, {
      detached: true,
      stdio: ['ignore', log, log],
      env: environment(layout, command),
    })
    closeSync(log)
    child = started
    starts += 1
    const since = Date.now()
    if (started.pid !== undefined) watchGroup(started.pid)
    let over = false
    const ended = (): void => {
      if (over) return
      over = true
      killGroup(started, 'SIGKILL') // The rest of its container.
      if (started.pid !== undefined) forgetGroup(started.pid)
      if (child === started) child = undefined
      if (!wanted) return
      if (Date.now() - since > HEALTHY_AFTER) delay = FIRST_RESTART_DELAY
      timer = setTimeout(start, delay)
      delay = Math.min(delay * 2, MOST_RESTART_DELAY)
    }
    started.once('exit', ended)
    started.once('error', ended)
  }

  const end = async (graceMillis = 0): Promise<void> => {
    wanted = false
    clearTimeout(timer)
    const ending = child
    if (ending === undefined) return
    const gone = new Promise<void>(resolve => ending.once('exit', () => resolve()))
    if (graceMillis > 0) {
      ending.kill('SIGTERM')
      await Promise.race([gone, sleep(graceMillis, undefined, { ref: false })])
    }
    killGroup(ending, 'SIGKILL')
    await gone
  }

  start()
  return { pid: () => child?.pid, starts: () => starts, crash: () => child && killGroup(child, 'SIGKILL'), end }
}
