import type { BootcNodePool } from '../api/bootc-node-pool'
import { API_VERSION } from '../api/names'
import { phaseEventType } from '../api/phase-events'
import type { ClusterEvent } from '../ports/events'
import { availableNote, isResolved } from './image-report'
import type { PoolReport } from './status'
import type { Decision } from './target'

type EventText = Omit<ClusterEvent, 'regarding'>

/** That it came into a phase, once per phase, target and edit of its spec. */
const phaseEvent = ({ metadata, spec, status }: BootcNodePool, next: PoolReport): ReadonlyArray<EventText> => {
  const type = phaseEventType(next.phase, spec.rollout.cancelledDigest === next.targetDigest)
  if (type === undefined || status?.phase === next.phase) return []
  const key = `${next.targetDigest} ${metadata.generation ?? 0}`
  return [{ type, reason: next.phase, message: next.message, key }]
}

/** That the tag names something else, once for each time that it was found to. */
const availableEvent = (pool: BootcNodePool, { available }: Decision): ReadonlyArray<EventText> => {
  if (available === undefined || available.named.digest === pool.status?.availableDigest) return []
  const { digest, resolvedAt = '' } = available.named
  const message = availableNote(pool, available)
  return [{ type: 'Normal', reason: 'UpdateAvailable', message, key: `${digest} ${resolvedAt}` }]
}

/** That lookups began to fail, while the nodes go on; before anything is known, the phase says so. */
const problemEvent = (pool: BootcNodePool, decision: Decision): ReadonlyArray<EventText> => {
  const { problem } = decision
  if (problem === undefined || !isResolved(pool, decision) || pool.status?.image?.reason === problem.reason) return []
  const { reason, message, nextAt = '' } = problem
  return [{ type: 'Warning', reason: 'ImageNotResolved', message: `${reason}: ${message}`, key: `${reason} ${nextAt}` }]
}

/** The events of a pool. */
export const poolTransitions = (
  pool: BootcNodePool,
  decision: Decision,
  next: PoolReport,
): ReadonlyArray<ClusterEvent> => {
  const { name, uid } = pool.metadata
  const regarding = { apiVersion: API_VERSION, kind: 'BootcNodePool', name, uid }
  const events = [...phaseEvent(pool, next), ...availableEvent(pool, decision), ...problemEvent(pool, decision)]
  return events.map(event => ({ regarding, ...event }))
}
