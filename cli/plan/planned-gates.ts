import { mayBeHeldUp } from '../../hooks/rollout-sync/decide/may-be-held-up'
import type { Observed } from '../../hooks/rollout-sync/observed'

/** A query of `rollout.gates` as the operator found it last; this program asks no Prometheus. */
export interface PlannedGate {
  readonly id: string
  /** All are asked at once: beside one that is closed the others are open. */
  readonly state: 'Closed' | 'Open' | 'NotAsked'
  /** RFC 3339. */
  readonly since?: string
  readonly message?: string
}

/** Undefined without gates, and where they are not asked: on the way back, and for an urgent target. */
export const plannedGates = (observed: Observed): ReadonlyArray<PlannedGate> | undefined => {
  const { spec, closedGates } = observed
  const { gates = [] } = spec.rollout
  if (gates.length === 0 || !mayBeHeldUp(observed)) return undefined
  return gates.map(({ id }): PlannedGate => {
    const closed = closedGates.find(gate => gate.id === id)
    if (closed === undefined) return { id, state: closedGates.length > 0 ? 'Open' : 'NotAsked' }
    return { id, state: 'Closed', since: closed.since, message: closed.message }
  })
}

export const gateText = ({ id, state, since, message }: PlannedGate): string => {
  switch (state) {
    case 'Closed':
      return `${id}: closed since ${since}: ${message}`
    case 'Open':
      return `${id}: open`
    case 'NotAsked':
      return `${id}: asked when a node may start`
  }
}
