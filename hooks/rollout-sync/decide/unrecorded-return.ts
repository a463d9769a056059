import { attemptKey } from '../../node/attempt-key'
import type { Observed } from '../observed'

/**
 * Whether the rollout goes back by a verdict that its stored status does not have yet. Orders to go back replace those that
 * prove the verdict, and Metacontroller writes children before the status, so a status that is lost or read late would
 * leave orders that nothing explains: the verdict is stored first, and obeyed in a later sync.
 */
export const isUnrecordedReturn = ({ direction, spec, rollout }: Observed): boolean => {
  if (direction === 'target' || spec.cancelled) return false
  const attempt = attemptKey(spec, 'target')
  const stored = rollout.status?.verdicts ?? []
  return !stored.some(verdict => verdict.attempt === attempt && verdict.action === 'RollBack')
}
