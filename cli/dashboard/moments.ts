import { shortDigest } from '../../hooks/api/image'
import type { Condition } from '../../hooks/api/kubernetes'
import type { PoolCourse } from '../course'
import { duration } from '../text/age'
import type { Moment } from './picture'

/** Older ones are left to `kubectl bootc history` and the events of the cluster. */
const MOST = 40

/** Conditions that say that something is well; what `UpToDate` says already needs no second line. */
const HEALTH: ReadonlySet<string> = new Set(['ImageResolved', 'PullSecretReady', 'AgentsDeployed', 'OperatorReady'])
const REPEATED = 'Progressing'

const conditionMoment = ({ type, status, reason, message, lastTransitionTime }: Condition): Moment => {
  const isBad = type === 'Degraded' ? status === 'True' : HEALTH.has(type) && status !== 'True'
  const isGood = type === 'UpToDate' && status === 'True'
  return {
    at: lastTransitionTime,
    what: `${type} is ${status} (${reason})${isBad && message !== '' ? `: ${message}` : ''}`,
    tone: isBad ? 'bad' : isGood ? 'good' : 'plain',
  }
}

const conditionMoments = ({ pool }: PoolCourse): ReadonlyArray<Moment> =>
  (pool.status?.conditions ?? []).filter(({ type }) => type !== REPEATED).map(conditionMoment)

const nodeMoments = ({ course }: PoolCourse): ReadonlyArray<Moment> =>
  (course?.observed.nodes ?? []).flatMap(({ name, status, target }): ReadonlyArray<Moment> => {
    const attempt = status?.attempt
    if (attempt?.finishedAt === undefined || attempt.key !== target.attempt) return []
    return attempt.outcome === 'Failed'
      ? [{ at: attempt.finishedAt, what: `${name} failed: ${attempt.reason}: ${attempt.message ?? ''}`, tone: 'bad' }]
      : [{ at: attempt.finishedAt, what: `${name} runs ${shortDigest(target.digest)}`, tone: 'good' }]
  })

const rolloutMoments = ({ course }: PoolCourse): ReadonlyArray<Moment> => {
  if (course === undefined) return []
  const { spec, rollout, verdicts } = course.observed
  const { startedAt, completedAt, history = [] } = rollout.status ?? {}
  const digest = shortDigest(spec.digest)
  return [
    ...(startedAt ? [{ at: startedAt, what: `the rollout of ${digest} began`, tone: 'plain' as const }] : []),
    ...(completedAt ? [{ at: completedAt, what: `every node runs ${digest}`, tone: 'good' as const }] : []),
    ...verdicts.map(({ at, action, message }) => ({ at, what: `${action}: ${message}`, tone: 'bad' as const })),
    ...history.map(({ digest: past, outcome, updated, failed, startedAt: from, finishedAt: at }) => ({
      at,
      what: `the rollout of ${shortDigest(past)} ended: ${outcome}, ${updated} updated, ${failed} failed, in ${duration((Date.parse(at) - Date.parse(from)) / 1000)}`,
      tone: failed > 0 ? ('bad' as const) : ('plain' as const),
    })),
  ]
}

/** What is known to have happened to a pool, the newest first. */
export const momentsOf = (of: PoolCourse): ReadonlyArray<Moment> =>
  [...rolloutMoments(of), ...conditionMoments(of), ...nodeMoments(of)]
    .sort((a, b) => Date.parse(b.at) - Date.parse(a.at) || (a.what < b.what ? -1 : 1))
    .slice(0, MOST)
