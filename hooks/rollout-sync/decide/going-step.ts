import type { BootcRollout, PassedStep } from '../../api/bootc-rollout'
import type { RolloutStep } from '../../api/rollout-step'

/** The steps that the present digest has passed. What another one passed proves nothing for it. */
export const passedSteps = ({ spec, status }: BootcRollout): ReadonlyArray<PassedStep> =>
  status?.digest === spec.digest ? (status.passedSteps ?? []) : []

/** Whether every node may start at once: nothing is proven again that every node of the pool ran. */
const areOver = ({ spec, status }: BootcRollout): boolean =>
  spec.urgent === true ||
  spec.rollout.strategy === 'StageOnly' ||
  (status?.digest === spec.digest && status.completedAt !== undefined)

/** The steps that hold the digest up, those that it has passed included. */
export const stepsInForce = (rollout: BootcRollout): ReadonlyArray<RolloutStep> =>
  areOver(rollout) ? [] : (rollout.spec.rollout.steps ?? [])

/** The step that goes on by the status alone, as long as the target is not given up; undefined for the rest. */
export const goingStep = (rollout: BootcRollout): RolloutStep | undefined => {
  const passed = new Set(passedSteps(rollout).map(({ id }) => id))
  return stepsInForce(rollout).find(({ id }) => !passed.has(id))
}
