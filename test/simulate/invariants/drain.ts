import { drainKey } from '../journal'
import type { Invariant } from './moment'

/**
 * No reboot of ours without the mark that its order names, and none before the node was cordoned and empty at some
 * moment under that mark; unless the pool skips drains, or the node was down when it was marked. Marks that somebody
 * took away by hand are not our doing.
 */
export const rebootsOnlyDrainedNodes: Invariant = ({ reboots, world }) => {
  for (const { node, mark, slot } of reboots) {
    if (world.journal.tampered.has(node)) continue
    if (slot?.id !== mark) return `${node} reboots by an order under mark ${mark}, and carries ${slot?.id ?? 'none'}`
    const isExempt = slot.drain.skip || slot.bestEffort === true
    if (!isExempt && !world.journal.drained.has(drainKey(node, mark))) {
      return `${node} reboots, and was never drained under mark ${mark}`
    }
  }
  return undefined
}

/** No pod that a mark's drain leaves to its own end is evicted under that mark. */
export const leavesPodsToTheirEnd: Invariant = ({ evictions }) => {
  for (const { pod, slot } of evictions) {
    if (pod.kind === 'job' && slot?.drain.waitForPods !== undefined) return `${pod.uid} was evicted from ${pod.node}`
  }
  return undefined
}
