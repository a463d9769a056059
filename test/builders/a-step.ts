import type { RolloutStep } from '../../hooks/api/rollout-step'
import { aCount, someSeconds } from './settings'

/** A step of all nodes of the pool, with the defaults of the CRD. */
export const aStep = (id: string, changes: Partial<RolloutStep> = {}): RolloutStep => ({
  id,
  soakSeconds: someSeconds(0),
  approval: 'Automatic',
  failureThreshold: aCount(1),
  ...changes,
})
