import type { BootcRolloutStatus } from '../../api/bootc-rollout'
import { isSame } from '../../api/is-same'
import { wholeSeconds } from '../../api/whole-seconds'

/** Counts and sentences change with every step of every node; so many milliseconds they may be late. */
const MAY_BE_LATE_MS = 1000

type Status = BootcRolloutStatus & object

/** What nothing is decided by. Conditions count by their types, states and reasons alone, gates by when they closed. */
const weighty = (status: Status): object => {
  const {
    message,
    counts,
    updatedCount,
    updatingCount,
    updated,
    unwell,
    reportedAt,
    conditions = [],
    gates,
    step,
    ...rest
  } = status
  return {
    ...rest,
    conditions: conditions.map(({ type, status: state, reason }) => [type, state, reason]),
    gates: gates?.map(({ id, since }) => [id, since]),
    step: step && { ...step, updated: 0 },
  }
}

/** Either what is to be written, or for how many milliseconds the status stays as it was. */
export interface Coalesced {
  readonly status: Status
  readonly lateMs: number
}

/**
 * One write for the small steps of a second, where a wave of nodes would make dozens: each is a write to the pool's status
 * as well. What decides anything, such as a phase, a failure or a verdict, is never late.
 */
export const coalesce = (before: Status | undefined, next: Status, now: Date): Coalesced => {
  const reported = { status: { ...next, reportedAt: wholeSeconds(now) }, lateMs: 0 }
  const { reportedAt } = before ?? {}
  if (before === undefined || reportedAt === undefined || !isSame(weighty(before), weighty(next))) return reported
  if (isSame({ ...before, reportedAt: '' }, { ...next, reportedAt: '' })) return { status: before, lateMs: 0 }
  const age = now.getTime() - Date.parse(reportedAt)
  // A clock that jumped back must not silence the status.
  if (age < 0 || age >= MAY_BE_LATE_MS) return reported
  return { status: before, lateMs: MAY_BE_LATE_MS - age }
}
