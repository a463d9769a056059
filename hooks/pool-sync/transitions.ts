import type { BootcNodePool } from '../api/bootc-node-pool'
import type { BootcRollout } from '../api/bootc-rollout'
import { EVENTS } from '../api/event-reasons'
import { type ClusterEvent, type EventOn, poolEvent } from '../ports/events'
import { editEvents } from './edit-events'
import { availableNote, isResolved } from './image-report'
import type { PoolReport } from './status'
import type { Decision } from './target'

type EventText = EventOn<'BootcNodePool'>

/** Phases that people wait for, or must act on. */
const PHASES = [
  'Unresolved',
  'Soaking',
  'AwaitsApproval',
  'Paused',
  'Halted',
  'UpToDate',
  'RollingBack',
  'RolledBack',
] as const
type ToldPhase = (typeof PHASES)[number]
const isTold = (phase: string): phase is ToldPhase => (PHASES as ReadonlyArray<string>).includes(phase)

const conditionIn = ({ conditions }: PoolReport, wanted: string) => conditions.find(({ type }) => type === wanted)

/** That it came into a phase. */
const phaseEvent = ({ metadata, spec, status }: BootcNodePool, next: PoolReport): ReadonlyArray<EventText> => {
  const { phase: reason, message, targetDigest } = next
  if (!isTold(reason) || status?.phase === reason) return []
  // That it was paused by an edit is an event of its own; without one maxUnavailable is 0.
  if (reason === 'Paused' && conditionIn(next, 'Paused')?.status === 'True') return []
  const { cancelledDigest = '', retry = '' } = spec.rollout
  // Each edit leads through Pending. What warns is said again after one, what is well is not.
  const edit =
    EVENTS[reason].type === 'Warning'
      ? (metadata.generation ?? 0)
      : `${retry} ${reason === 'Paused' ? '' : cancelledDigest}`
  const step = reason === 'Soaking' || reason === 'AwaitsApproval' ? ` ${next.step?.id}` : ''
  const key = `${targetDigest} ${edit}${step}`
  // Who cancels a target expects the return.
  const isExpected = /^Roll(ing|ed)Back$/.test(reason) && cancelledDigest === targetDigest
  return [{ reason, message, key, ...(isExpected && { type: 'Normal' }) }]
}

/** That the tag names something else, once for each time that it was found to. */
const availableEvent = (pool: BootcNodePool, { available }: Decision): ReadonlyArray<EventText> => {
  if (available === undefined || available.named.digest === pool.status?.availableDigest) return []
  const { digest, resolvedAt = '' } = available.named
  const message = availableNote(pool, available)
  return [{ reason: 'UpdateAvailable', message, key: `${digest} ${resolvedAt}` }]
}

/** That lookups began to fail, while the nodes go on; before anything is known, the phase says so. */
const problemEvent = (pool: BootcNodePool, decision: Decision): ReadonlyArray<EventText> => {
  const { problem } = decision
  if (problem === undefined || !isResolved(pool, decision) || pool.status?.image?.reason === problem.reason) return []
  const { reason, message, nextAt = '' } = problem
  return [{ reason: 'ImageNotResolved', message: `${reason}: ${message}`, key: `${reason} ${nextAt}` }]
}

/** The events of a pool. `rollout` is its rollout as it was before this sync. */
export const poolTransitions = (
  pool: BootcNodePool,
  rollout: BootcRollout | undefined,
  decision: Decision,
  next: PoolReport,
): ReadonlyArray<ClusterEvent> => {
  const paused = conditionIn(next, 'Paused')
  const events = [
    ...editEvents({ pool, rollout, decision, paused }),
    ...phaseEvent(pool, next),
    ...availableEvent(pool, decision),
    ...problemEvent(pool, decision),
  ]
  return events.map(event => poolEvent(pool, event))
}
