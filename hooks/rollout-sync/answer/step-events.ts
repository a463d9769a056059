import type { BootcRolloutStatus } from '../../api/bootc-rollout'
import { type ClusterEvent, rolloutEvent } from '../../ports/events'
import { passedSteps } from '../decide/going-step'
import { rolloutTargetName } from '../image-names'
import type { Observed } from '../observed'

export type StepReport = Pick<BootcRolloutStatus, 'step' | 'passedSteps'>

/** That a step was passed, and that the next one goes on; each is told once of a digest, whatever happens to it later. */
export const stepEvents = (observed: Observed, report: StepReport): ReadonlyArray<ClusterEvent> => {
  const { rollout, spec } = observed
  const known = new Set(passedSteps(rollout).map(({ id }) => id))
  const passed = (report.passedSteps ?? []).filter(({ id }) => !known.has(id))
  const before = rollout.status?.digest === spec.digest ? rollout.status.step?.id : undefined
  const begun = report.step !== undefined && report.step.id !== before ? [report.step] : []
  const target = rolloutTargetName(observed)
  return [
    ...passed.map(({ id }) =>
      rolloutEvent(rollout, {
        reason: 'StepPassed',
        message: `step ${id} has proven ${target}`,
        key: `${spec.digest}/${id}`,
      }),
    ),
    ...begun.map(({ id, goal }) => {
      const nodes = goal === 1 ? '1 node' : `${goal} nodes`
      const message = `step ${id}: ${nodes} must run ${target} before others start`
      return rolloutEvent(rollout, { reason: 'StepBegun', message, key: `${spec.digest}/${id}` })
    }),
  ]
}
