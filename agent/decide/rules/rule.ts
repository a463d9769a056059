import type { FailureReason } from '../../bootc/errors'
import { type Action, type KnownHost, LONGEST_PAUSE_MS, triesAgain, type Workable } from '../../observe/situation'

/** One row of the action table: what to do when its condition holds, else undefined. */
export type Rule = (situation: Workable) => Action | undefined

export const cannot = (reason: FailureReason, message: string): Action => ({
  do: 'wait',
  phase: 'Failed',
  because: message,
  failure: { reason, message, terminal: true },
})

export const pausedAfterFailure: Rule = ({ pause, now }) => {
  const left = pause === undefined ? 0 : pause.until - now.getTime()
  // A clock that jumped back does not make a pause longer.
  if (pause === undefined || left <= 0 || left > LONGEST_PAUSE_MS) return undefined
  const { phase, failure } = pause
  return { do: 'wait', phase, because: triesAgain(failure), failure }
}

/** Whether a staged image can be locked where it is: on composefs only while it is staged (recorded steps 208 to 220, 406). */
export const canLock = ({ abilities, status }: KnownHost): boolean =>
  (abilities.lock || abilities.ostreeLock) && !status.composefs

/** Whether composefs can have it locked all the same: deleted, and staged locked (recorded steps 411 to 413). */
export const canRelock = ({ abilities, status: { composefs, staged } }: KnownHost): boolean =>
  composefs && abilities.switchLocked && staged?.verity !== undefined

/** More often in one boot it is not this agent that unlocks it, or bootc does not keep the lock. */
const MOST_RELOCKS = 3

export const mayRelock = ({ host, memory: { relocked } }: Workable): boolean =>
  canRelock(host) && !(relocked?.boot === host.boot.id && relocked.times >= MOST_RELOCKS)
