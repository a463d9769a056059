import type { BootcRolloutSpec, BootcRolloutStatus, PastRollout, Verdict } from '../../api/bootc-rollout'
import { wholeSeconds } from '../../api/whole-seconds'
import { attemptKey } from '../../node/attempt-key'

/** Past rollouts that are kept. */
const MOST_KEPT = 10

/** What identifies a past rollout: one may be completed, and be given up later. */
const isSame = (a: PastRollout, b: PastRollout): boolean =>
  a.digest === b.digest && a.startedAt === b.startedAt && a.outcome === b.outcome

/** Adds an entry, or leaves the one of the same rollout: a repeated sync adds nothing. */
const withEntry = (history: ReadonlyArray<PastRollout>, entry: PastRollout): ReadonlyArray<PastRollout> =>
  history.some(known => isSame(known, entry)) ? history : [...history, entry].slice(-MOST_KEPT)

/** What a tag that comes back to the digest is judged by: it must not be tried again by itself. */
export const failedAttempt = (verdicts: ReadonlyArray<Verdict> = []): Pick<PastRollout, 'failedAttempt'> =>
  verdicts[0] === undefined ? {} : { failedAttempt: verdicts[0].attempt }

/** Whether another `retry` began an attempt at the same target, which was not complete before. */
export const isRetried = (before: BootcRolloutStatus | undefined, spec: BootcRolloutSpec): boolean =>
  before?.attempt !== undefined &&
  before.digest === spec.digest &&
  before.completedAt === undefined &&
  before.attempt !== attemptKey(spec, 'target')

/** The entry of an attempt that another target or a retry replaced before it had ended; undefined when it had, or is the same. */
const superseded = (status: BootcRolloutStatus, spec: BootcRolloutSpec, now: Date): PastRollout | undefined => {
  const { digest: before, targetVersion, phase, startedAt, updatedCount, failedCount } = status
  if (before === undefined || startedAt === undefined) return undefined
  if (before === spec.digest && !isRetried(status, spec)) return undefined
  if (phase === 'Completed' || phase === 'RolledBack') return undefined
  if (updatedCount === undefined || failedCount === undefined) return undefined
  return {
    digest: before,
    version: targetVersion,
    startedAt,
    finishedAt: wholeSeconds(now),
    outcome: 'Superseded',
    updated: updatedCount,
    failed: failedCount,
    message: status.verdicts?.[0]?.message,
    ...failedAttempt(status.verdicts),
  }
}

/** The last rollouts of the pool, oldest first. `ended` is the present one's entry, once it has ended. */
export const historyWith = (
  status: BootcRolloutStatus | undefined,
  spec: BootcRolloutSpec,
  ended: PastRollout | undefined,
  now: Date,
): ReadonlyArray<PastRollout> => {
  const left = status && superseded(status, spec, now)
  const before = left === undefined ? (status?.history ?? []) : withEntry(status?.history ?? [], left)
  return ended === undefined ? before : withEntry(before, ended)
}
