import type { BootcNodePool } from '../api/bootc-node-pool'
import type { BootcRolloutStatus } from '../api/bootc-rollout'
import { quoted } from '../api/clean-text'
import { shortDigest } from '../api/image'

/** What the author of a pool should know of its steps, and no schema can say. `target`: the digest that is rolled out. */
export const stepNotes = (
  { spec }: BootcNodePool,
  target: string | undefined,
  report: BootcRolloutStatus | undefined,
): ReadonlyArray<string> => {
  const { steps = [], approvedStep, strategy } = spec.rollout
  if (steps.length === 0) return []
  if (strategy === 'StageOnly') return ['rollout.steps does nothing with strategy StageOnly']
  // An approval that did its work stays in the pool.
  if (approvedStep === undefined || target === undefined || report?.step === undefined) return []
  if (approvedStep.digest !== target) {
    return [`approvedStep is for ${shortDigest(approvedStep.digest)}, and the target is ${shortDigest(target)}`]
  }
  return steps.some(({ id }) => id === approvedStep.id)
    ? []
    : [`approvedStep names step ${quoted(approvedStep.id)}, which is none of rollout.steps`]
}
