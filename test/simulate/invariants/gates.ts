import type { BootcRolloutSpec } from '../../../hooks/api/bootc-rollout'
import { attemptKey } from '../../../hooks/node/attempt-key'
import { FRESH_MS } from '../../../hooks/ports/prometheus-queries'
import { isRepair, newMarks, problemByAll } from './marks'
import type { Invariant } from './moment'

/** By how much the hooks' idea of the time may be off, in ms. */
const CLOCK_MS = 5000

/**
 * Once an alert has fired, or Prometheus has been away, for longer than an answer is fresh, no node starts in a pool with gates.
 * What is repaired and what goes back does.
 */
export const startsNothingAtAClosedGate: Invariant = moment => {
  const { now, alerts } = moment.world
  if (alerts.closedSince === undefined || now - alerts.closedSince < FRESH_MS + CLOCK_MS) return undefined
  for (const mark of newMarks(moment)) {
    const { name, slot } = mark
    if (isRepair(moment, mark)) continue
    const problem = problemByAll(moment, slot.pool, ({ parent }) => {
      const spec = parent.spec as BootcRolloutSpec
      const hasGates = (spec.rollout.gates ?? []).length > 0 && spec.urgent !== true
      return hasGates && slot.attempt === attemptKey(spec, 'target')
        ? `${name} was marked, although the gates of pool ${slot.pool} are closed`
        : undefined
    })
    if (problem !== undefined) return problem
  }
  return undefined
}
