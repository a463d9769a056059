import { type ChildProcess, execFile } from 'node:child_process'
import * as E from 'fp-ts/Either'
import type { Host, HostError, HostResult } from '../ports'
import { endProcesses } from './end-processes'
import { patient } from './patience'

/**
 * Into the namespaces of PID 1, since bootc refuses to work anywhere else, with a clean environment: a variable such as
 * `container`, which base images set, would make bootc behave as in a container.
 */
export const ENTER_HOST: ReadonlyArray<string> = [
  ...['--target', '1', '--mount', '--pid', '--cgroup', '--ipc', '--setuid', '0', '--setgid', '0', '--'],
  ...['env', '-i', 'PATH=/usr/sbin:/usr/bin:/sbin:/bin:/usr/local/bin', 'HOME=/root', 'LANG=C.UTF-8'],
]

/** More output than any command of the agent prints, in bytes; a status is 5 kB. */
const MAX_OUTPUT = 4 * 1024 * 1024

type ExecError = Error & { readonly code?: number | string | null }

interface Said {
  readonly stdout: string
  readonly stderr: string
}

const hostError = (command: string, failed: ExecError, said: Said): HostError => {
  const exitCode = typeof failed.code === 'number' ? failed.code : undefined
  // Without an exit code the command did not start or was killed, and only Node knows why.
  const stderr = said.stderr === '' ? failed.message : said.stderr
  return { kind: 'command-failed', command, exitCode, stdout: said.stdout, stderr }
}

/**
 * nsenter waits for the command, which is a process of its own by --pid (nsenter(1)) and would outlive it: one `bootc status`
 * after the other would pile up on a host that is slow already. A command that cannot be ended is not waited for.
 */
const end = ({ pid, stdout, stderr }: ChildProcess): void => {
  if (pid !== undefined) endProcesses(pid)
  stdout?.destroy()
  stderr?.destroy()
}

const runOnce = (stop: AbortSignal, argv: ReadonlyArray<string>, timeoutMs: number): HostResult<string> =>
  new Promise(resolve => {
    const command = argv.join(' ')
    let isLate = false
    const child = execFile('nsenter', [...ENTER_HOST, ...argv], { maxBuffer: MAX_OUTPUT }, (failed, stdout, stderr) => {
      clearTimeout(timer)
      stop.removeEventListener('abort', stopped)
      if (isLate) resolve(E.left({ kind: 'command-timed-out', command, seconds: timeoutMs / 1000 }))
      else if (failed === null) resolve(E.right(stdout))
      else resolve(E.left(hostError(command, failed, { stdout, stderr })))
    })
    const stopped = (): void => end(child)
    const timer = setTimeout(() => {
      isLate = true
      end(child)
    }, timeoutMs)
    if (stop.aborted) stopped()
    else stop.addEventListener('abort', stopped)
  })

/** Runs commands on the host through nsenter. `stop` ends those that run, which does not end a systemd unit. */
export const hostRunner = (stop: AbortSignal): Host['run'] =>
  patient((argv, timeoutMs) => runOnce(stop, argv, timeoutMs))
