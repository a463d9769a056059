import { stepsInForce } from '../../hooks/rollout-sync/decide/going-step'
import type { Observed } from '../../hooks/rollout-sync/observed'

/** How long the steps that are left soak, in ms; a step that waits for an approval has no end, and is named. */
export const soaksLeft = ({
  rollout,
  spec,
  steps,
  now,
  direction,
}: Observed): number | { readonly unapproved: string } => {
  const inForce = direction === 'previous' ? [] : stepsInForce(rollout)
  const passed = new Set(steps.passed.map(({ id }) => id))
  const approved = inForce.findIndex(({ id }) => id === spec.approvedStep)
  let sum = 0
  for (const [at, step] of inForce.entries()) {
    if (passed.has(step.id)) continue
    if (step.approval === 'Manual' && approved < at) return { unapproved: step.id }
    const endsAt = steps.going?.step.id === step.id ? steps.going.progress.endsAt : undefined
    sum += endsAt === undefined ? step.soakSeconds * 1000 : Math.max(0, Date.parse(endsAt) - now.getTime())
  }
  return sum
}
