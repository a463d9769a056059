import { cleanText } from '../../hooks/api/clean-text'
import type { HostError } from '../ports'
import { chainOf } from './error-chain'
import { rowOf } from './error-rows'
import type { FailureReason } from './reasons'

export type { FailureReason } from './reasons'

/** What went wrong, in a word and a sentence. A terminal one fails the attempt; the others are tried again. */
export interface HostFailure {
  readonly reason: FailureReason
  readonly message: string
  readonly terminal: boolean
}

/** Condition messages are cut to so many characters. */
const LONGEST = 400

/** A password in a URL, which a registry's error may repeat. */
const USER_INFO = /(\/\/)[^/@\s]+@/g

/** The last line that says something, without control characters, credentials and the leading `error: `; cut. */
export const lastLine = (text: string): string => {
  const lines = text
    .split('\n')
    .map(line => cleanText(line, line.length).trim())
    .filter(line => line !== '')
  const line = (lines.at(-1) ?? '').replace(/^error: /, '').replace(USER_INFO, '$1')
  return cleanText(line, LONGEST)
}

/** Exit code of `env` and of shells when there is no such command. */
const NOT_FOUND = 127
/**
 * Exit codes of what a signal ended: Rust's panic, the kernel short of memory, a shutdown; 255 is systemd-run's for a unit
 * (test/fixtures/systemd-recorded).
 */
const KILLED = new Set<number | undefined>([undefined, 134, 137, 143, 255])

/** Says what an error of a command stands for. */
export const hostFailureOf = (error: HostError): HostFailure => {
  switch (error.kind) {
    case 'command-timed-out':
      return {
        reason: 'HostBusy',
        message: `${error.command} did not answer within ${error.seconds} s`,
        terminal: false,
      }
    case 'unexpected-output':
      return {
        reason: 'UnexpectedOutput',
        message: `${error.command}: ${lastLine(error.problems.join('; '))}`,
        terminal: false,
      }
    case 'command-failed': {
      if (error.exitCode === NOT_FOUND) {
        return {
          reason: 'NotBootcHost',
          message: `the host has no command ${error.command.split(' ')[0]}`,
          terminal: false,
        }
      }
      const said = lastLine(error.stderr)
      const known = rowOf(chainOf(error.stderr))
      const code = error.exitCode === undefined ? 'was killed' : `failed with exit code ${error.exitCode}`
      const message = said === '' ? `${error.command} ${code}` : said
      const unknown = KILLED.has(error.exitCode) ? 'CommandKilled' : 'CommandFailed'
      return { reason: known?.reason ?? unknown, message, terminal: known?.terminal ?? false }
    }
  }
}
