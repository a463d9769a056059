import type { BootcNodePool } from '../api/bootc-node-pool'
import type { BootcRollout } from '../api/bootc-rollout'
import type { NewCondition } from '../api/conditions'
import { imageName } from '../api/image-name'
import type { EventOn } from '../ports/events'
import type { Target } from './remembered'
import type { Decision } from './target'

type EventText = EventOn<'BootcNodePool'>

/** The pool with its last status, the rollout as it was before this sync, and what is decided now. */
export interface Edited {
  readonly pool: BootcNodePool
  readonly rollout: BootcRollout | undefined
  readonly decision: Decision
  /** The condition Paused as it is reported now. */
  readonly paused: Pick<NewCondition, 'status'> | undefined
}

const nameOf = ({ status }: BootcNodePool, { digest, version }: Target): string =>
  imageName(digest, version ?? (status?.targetDigest === digest ? status.targetVersion : undefined))

/** `v2 (…) → v3 (…)`; what was the target before is known by the status. */
const stepTo = (pool: BootcNodePool, target: Target): string => {
  const { targetDigest, targetVersion } = pool.status ?? {}
  const to = nameOf(pool, target)
  return targetDigest === undefined ? to : `${imageName(targetDigest, targetVersion)} → ${to}`
}

/** A digest that a tag comes back to is another rollout; so is one that the pool was edited to. */
const keyOf = ({ pool, decision: { target, named } }: Edited): string =>
  [target?.digest, pool.metadata.generation ?? 0, named?.digest === target?.digest ? named?.resolvedAt : ''].join(' ')

const startEvents = (edited: Edited): ReadonlyArray<EventText> => {
  const { pool, rollout, decision } = edited
  const { target } = decision
  const known = pool.status?.targetDigest ?? rollout?.spec.digest
  if (target === undefined || known === target.digest) return []
  const key = keyOf(edited)
  const { updates, approvedDigest } = pool.spec.image
  // The first target is nobody's approval: where a status is restored it says what ran.
  const isApproved = updates === 'Manual' && approvedDigest === target.digest && known !== undefined
  return [
    ...(isApproved ? [{ reason: 'Approved' as const, message: `${nameOf(pool, target)} is approved`, key }] : []),
    { reason: 'RolloutStarted', message: `rolls out ${stepTo(pool, target)}`, key },
  ]
}

/** What was asked of the same target before stands in the rollout, which is written in this sync. */
const requestEvents = (edited: Edited): ReadonlyArray<EventText> => {
  const { pool, rollout, decision } = edited
  const { target } = decision
  if (target === undefined || rollout === undefined || rollout.spec.digest !== target.digest) return []
  const { retry, cancelledDigest } = pool.spec.rollout
  const [was, is] = [rollout.spec.cancelled, cancelledDigest === target.digest]
  const key = keyOf(edited)
  const said = (reason: EventText['reason'], message: string): EventText => ({
    reason,
    message,
    key: `${key} ${retry ?? ''}`,
  })
  return [
    ...(is && !was ? [said('Cancelled', `${nameOf(pool, target)} is cancelled by spec.rollout.cancelledDigest`)] : []),
    ...(was && !is
      ? [said('RolloutStarted', `cancellation of ${nameOf(pool, target)} withdrawn; rolls out again`)]
      : []),
    ...(rollout.spec.rollout.retry === retry
      ? []
      : [said('Retried', `${nameOf(pool, target)} is tried again: spec.rollout.retry is ${retry ?? 'removed'}`)]),
  ]
}

const pauseEvents = ({ pool, paused }: Edited): ReadonlyArray<EventText> => {
  const before = pool.status?.conditions?.find(({ type }) => type === 'Paused')
  const [was, is] = [before?.status === 'True', paused?.status === 'True']
  if (was === is) return []
  // A pause need not be an edit of the spec: the time of the last one tells two apart.
  const key = `${pool.metadata.generation ?? 0} ${before?.lastTransitionTime ?? ''}`
  return [
    is
      ? { reason: 'Paused', message: 'paused: no node starts until it is resumed', key }
      : { reason: 'Resumed', message: 'resumed: nodes may start again', key },
  ]
}

/** Once for a target, also where it is the target since this sync. */
const urgentEvents = (edited: Edited): ReadonlyArray<EventText> => {
  const { pool, rollout, decision } = edited
  const { target } = decision
  if (target === undefined || pool.spec.rollout.urgentDigest !== target.digest) return []
  if (rollout?.spec.digest === target.digest && rollout.spec.urgent === true) return []
  const message = `${nameOf(pool, target)} is urgent: windows, steps and gates do not hold it up`
  return [{ reason: 'Urgent', message, key: keyOf(edited) }]
}

/** What admins and tags asked for since the last sync, once each. */
export const editEvents = (edited: Edited): ReadonlyArray<EventText> => [
  ...startEvents(edited),
  ...requestEvents(edited),
  ...urgentEvents(edited),
  ...pauseEvents(edited),
]
