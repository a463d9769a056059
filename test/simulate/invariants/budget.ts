import type { BootcRolloutSpec } from '../../../hooks/api/bootc-rollout'
import { countOf } from '../../../hooks/api/quantity'
import { marksIn, newMarks } from './marks'
import type { Invariant } from './moment'

/**
 * No mark is given when that makes more marked nodes in the pool than maxUnavailable, as the rollout said that the hook
 * was called with. A lowered maxUnavailable takes no mark back, and a node that was down already (`bestEffort`) may be
 * marked beyond it, since that makes nobody unavailable who was not.
 */
export const staysWithinMaxUnavailable: Invariant = moment => {
  const given = newMarks(moment).filter(({ slot }) => slot.bestEffort !== true)
  for (const { name, slot } of given) {
    const limits = moment.syncs
      .filter(({ pool }) => pool === slot.pool)
      .map(({ parent }) => parent.spec as BootcRolloutSpec)
    const members = Object.keys(moment.nodes.after).length
    const most = Math.max(...limits.map(({ rollout }) => countOf(rollout.maxUnavailable, members)))
    const marked = marksIn(moment.nodes.after).filter(other => other.slot.pool === slot.pool)
    if (marked.length > most) {
      return `${name} was marked although ${marked.map(other => other.name).join(', ')} are, and maxUnavailable is ${most}`
    }
  }
  return undefined
}
