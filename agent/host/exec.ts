import { execFile } from 'node:child_process'
import * as E from 'fp-ts/Either'
import type { Host, HostError } from '../ports'

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

type ExecError = Error & { readonly code?: number | string | null; readonly killed?: boolean }

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

/** Runs commands on the host through nsenter. `stop` ends those that run, which does not end a systemd unit. */
export const hostRunner = (stop: AbortSignal): Host['run'] => {
  return (argv, timeoutMs) =>
    new Promise(resolve => {
      const options = { timeout: timeoutMs, maxBuffer: MAX_OUTPUT, killSignal: 'SIGKILL', signal: stop } as const
      const command = argv.join(' ')
      execFile('nsenter', [...ENTER_HOST, ...argv], options, (failed, stdout, stderr) => {
        if (failed === null) resolve(E.right(stdout))
        else if (failed.killed === true) {
          resolve(E.left({ kind: 'command-timed-out', command, seconds: timeoutMs / 1000 }))
        } else resolve(E.left(hostError(command, failed, { stdout, stderr })))
      })
    })
}
