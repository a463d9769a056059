import type { BootcRolloutSpec } from '../../../hooks/api/bootc-rollout'
import { countOf } from '../../../hooks/api/quantity'
import { isReadyNow, markOn } from '../node-facts'
import { marksIn, newMarks, newOrders } from './marks'
import type { Invariant } from './moment'

/**
 * No mark is given when that makes more marked nodes in the pool than maxUnavailable, as the rollout said that the hook
 * was called with; nodes that were marked because they were down count like any other. A lowered maxUnavailable takes no mark
 * back, and a mark that takes the place of another makes no more of them.
 */
export const staysWithinMaxUnavailable: Invariant = moment => {
  const given = newMarks(moment).filter(({ name, slot }) => markOn(moment.nodes.before[name])?.pool !== slot.pool)
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

/** A node that was marked because it was down gets no reboot order once it is Ready: it waits for a slot like any other. */
export const repairsOnlyWhatIsDown: Invariant = moment => {
  for (const { name } of newOrders(moment)) {
    const node = moment.nodes.after[name]
    const isRepair = markOn(node)?.bestEffort === true && !moment.world.journal.tampered.has(name)
    if (isRepair && isReadyNow(node)) return `${name} was ordered to reboot as a repair, and is Ready`
  }
  for (const { name, slot } of newMarks(moment)) {
    if (slot.bestEffort === true && isReadyNow(moment.nodes.after[name])) return `${name} is repaired, and is Ready`
  }
  return undefined
}
