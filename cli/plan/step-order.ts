import { stepsInForce } from '../../hooks/rollout-sync/decide/going-step'
import { partOf, stepGoal } from '../../hooks/rollout-sync/decide/step-part'
import type { Observed, PhasedNode } from '../../hooks/rollout-sync/observed'

/**
 * Nodes that wait, in their order, as groups that start one after the other: those of each step that is not passed, as many as
 * it wants, and then all others. `ahead`: nodes that run the image by then, or are on their way.
 */
export const byStep = (
  { rollout, steps, nodes, direction }: Observed,
  waiting: ReadonlyArray<PhasedNode>,
  ahead: ReadonlyArray<PhasedNode>,
): ReadonlyArray<ReadonlyArray<PhasedNode>> => {
  const passed = new Set(steps.passed.map(({ id }) => id))
  const left = new Set(waiting)
  const done = new Set(ahead)
  const groups = (direction === 'previous' ? [] : stepsInForce(rollout))
    .filter(({ id }) => !passed.has(id))
    .map(step => {
      const part = new Set(partOf(step, nodes).nodes)
      const missing = stepGoal(step, part.size) - [...part].filter(node => done.has(node)).length
      const group = [...left].filter(node => part.has(node)).slice(0, Math.max(0, missing))
      for (const node of group) {
        left.delete(node)
        done.add(node)
      }
      return group
    })
  return [...groups, [...left]].filter(group => group.length > 0)
}
