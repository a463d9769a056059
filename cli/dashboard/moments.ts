import type { Condition } from '../../hooks/api/kubernetes'
import type { Observed } from '../../hooks/rollout-sync/observed'
import type { PoolCourse } from '../course'
import { duration } from '../text/age'
import { type ImageNames, imageNamesOf } from '../versions'
import type { Moment } from './picture'

/** Older ones are left to `kubectl bootc history` and the events of the cluster. */
const MOST = 40

/** Conditions that say that something is well; what `UpToDate` says already needs no second line. */
const HEALTH: ReadonlySet<string> = new Set(['ImageResolved', 'PullSecretReady', 'AgentsDeployed', 'OperatorReady'])
/** What another condition, or the phase, says too: these are for other tools. */
const REPEATED: ReadonlySet<string> = new Set(['Progressing', 'Ready', 'Reconciling', 'Stalled'])

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
  (pool.status?.conditions ?? []).filter(({ type }) => !REPEATED.has(type)).map(conditionMoment)

const arrival = (name: string, image: string, { direction }: Observed): Omit<Moment, 'at'> =>
  direction === 'target'
    ? { what: `${name} runs ${image}`, tone: 'good' }
    : { what: `${name} rolled back to ${image}`, tone: 'plain' }

const nodeMoments = (observed: Observed, nameOf: ImageNames): ReadonlyArray<Moment> =>
  observed.nodes.flatMap(({ name, status, target }): ReadonlyArray<Moment> => {
    const attempt = status?.attempt
    if (attempt?.finishedAt === undefined || attempt.key !== target.attempt) return []
    return attempt.outcome === 'Failed'
      ? [{ at: attempt.finishedAt, what: `${name} failed: ${attempt.reason}: ${attempt.message ?? ''}`, tone: 'bad' }]
      : [{ at: attempt.finishedAt, ...arrival(name, nameOf(target.digest), observed) }]
  })

const rolloutMoments = ({ spec, rollout, verdicts }: Observed, nameOf: ImageNames): ReadonlyArray<Moment> => {
  const { startedAt, completedAt, history = [] } = rollout.status ?? {}
  const digest = nameOf(spec.digest)
  return [
    ...(startedAt ? [{ at: startedAt, what: `the rollout of ${digest} began`, tone: 'plain' as const }] : []),
    ...(completedAt ? [{ at: completedAt, what: `every node runs ${digest}`, tone: 'good' as const }] : []),
    ...verdicts.map(({ at, action, message }) => ({ at, what: `${action}: ${message}`, tone: 'bad' as const })),
    ...history.map(({ digest: past, outcome, updated, failed, message, startedAt: from, finishedAt: at }) => ({
      at,
      what: `the rollout of ${nameOf(past)} ended: ${outcome}, ${updated} updated, ${failed} failed, in ${duration((Date.parse(at) - Date.parse(from)) / 1000)}${message === undefined ? '' : `: ${message}`}`,
      tone: failed > 0 || outcome === 'RolledBack' ? ('bad' as const) : ('plain' as const),
    })),
  ]
}

/** What is known to have happened to a pool, the newest first. */
export const momentsOf = (of: PoolCourse): ReadonlyArray<Moment> => {
  const observed = of.course?.observed
  const nameOf = imageNamesOf(observed)
  const moments = observed === undefined ? [] : [...rolloutMoments(observed, nameOf), ...nodeMoments(observed, nameOf)]
  return [...moments, ...conditionMoments(of)]
    .sort((a, b) => Date.parse(b.at) - Date.parse(a.at) || (a.what < b.what ? -1 : 1))
    .slice(0, MOST)
}
