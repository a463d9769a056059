import { spawn } from 'node:child_process'
import { chmodSync, lstatSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import * as E from 'fp-ts/Either'
import { type HostFailure, hostFailureOf } from '../bootc/errors'
import { ENTER_HOST } from './exec'
import { RUN_FOLDER } from './systemd-run'

/** In a folder that root alone enters: no other user of the host can hold it, and so keep the agent away. */
const LOCK = `${RUN_FOLDER}/agent.lock`
const FOLDER_MODE = 0o700
/** Exit code of flock(1) when another process has the lock. */
const TAKEN = 75
/** Anything: it comes back from `cat` once flock(1) has the lock and runs it. */
const WORD = 'held\n'

export type Claim = E.Either<HostFailure, 'held'>

const foreignFolder = (hostRoot: string): HostFailure | undefined => {
  const folder = join(hostRoot, RUN_FOLDER)
  mkdirSync(folder, { recursive: true, mode: FOLDER_MODE })
  const stat = lstatSync(folder)
  if (!stat.isDirectory() || stat.uid !== process.getuid?.()) {
    const message = `${RUN_FOLDER} on the host is no folder of root: remove it`
    return { reason: 'HostClaimed', message, terminal: false }
  }
  if ((stat.mode & 0o777) !== FOLDER_MODE) chmodSync(folder, FOLDER_MODE)
  return undefined
}

const taken: HostFailure = {
  reason: 'HostClaimed',
  message: `another process works on this host as its agent; \`fuser -v ${LOCK}\` on the host names it`,
  terminal: false,
}

/**
 * Claims the host for this process: two agents that change it at once could undo each other, and on composefs brick it
 * (recorded steps 241 to 245). The claim is a lock that a helper process of the host keeps as long as its input is open:
 * the kernel closes that whenever this process ends, so no dead agent locks out the next. `lost` is called when the lock
 * goes although this process lives, which must then end.
 */
export const claimHost = (hostRoot: string, lost: () => void): Promise<Claim> => {
  const foreign = foreignFolder(hostRoot)
  if (foreign !== undefined) return Promise.resolve(E.left(foreign))
  const command = ['flock', '--nonblock', '--conflict-exit-code', String(TAKEN), '--no-fork', LOCK, 'cat']
  return new Promise(resolve => {
    const keeper = spawn('nsenter', [...ENTER_HOST, ...command], { stdio: ['pipe', 'pipe', 'pipe'] })
    let stderr = ''
    let isHeld = false
    const failed = (exitCode: number | undefined): void => {
      if (isHeld) {
        lost()
        return
      }
      const error = { kind: 'command-failed', command: command.join(' '), exitCode, stdout: '', stderr } as const
      resolve(E.left(exitCode === TAKEN ? taken : hostFailureOf(error)))
    }
    keeper.once('error', error => {
      stderr = error.message
      failed(undefined)
    })
    keeper.once('close', code => failed(code ?? undefined))
    // It may be gone before it is written to, which `close` reports.
    keeper.stdin.once('error', () => undefined)
    keeper.stderr.setEncoding('utf8').on('data', chunk => {
      stderr += chunk
    })
    keeper.stdout.once('data', () => {
      isHeld = true
      // It alone must not keep the process alive.
      keeper.unref()
      for (const stream of [keeper.stdin, keeper.stdout, keeper.stderr]) (stream as { unref?: () => void }).unref?.()
      resolve(E.right('held'))
    })
    keeper.stdin.write(WORD)
  })
}
