import type { BootcRollout, BootcRolloutStatus } from '../api/bootc-rollout'
import type { Target } from './remembered'

/** The rollout's report, if it is about this very target and the rollout's present spec. */
export const reportOn = (
  rollout: BootcRollout | undefined,
  { digest }: Pick<Target, 'digest'>,
): BootcRolloutStatus | undefined => {
  const { metadata, spec, status } = rollout ?? {}
  if (status === undefined || spec?.digest !== digest || status.digest !== digest) return undefined
  return status.observedGeneration === metadata?.generation ? status : undefined
}
