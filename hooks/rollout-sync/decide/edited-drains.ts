import type { BootcRolloutSpec } from '../../api/bootc-rollout'
import { isSame } from '../../api/is-same'
import type { SlotDrain } from '../../api/slot'
import { isMarkedFor } from '../../node/observed-node'
import type { Observed, PhasedNode } from '../observed'

/** How a node is drained by what the pool says now. */
export const drainNow = ({ rollout, disruption }: BootcRolloutSpec): SlotDrain => {
  const { force, deleteEmptyDirData, gracePeriodSeconds, skip, waitForPods } = disruption.drain
  return {
    force,
    deleteEmptyDirData,
    gracePeriodSeconds,
    skip,
    waitForPods,
    timeoutSeconds: rollout.drainTimeoutSeconds,
  }
}

/** Whose drain is not over yet. One that gave up has failed, whatever is edited then. */
const isDraining = ({ is }: PhasedNode): boolean => is.phase === 'Draining' || is.phase === 'Drained'

const isEdited = (node: PhasedNode, wanted: SlotDrain): boolean => {
  const { slot } = node.member
  // A node that was down when it was marked has a drain of its own.
  if (slot?.drain === undefined || slot.bestEffort === true) return false
  return isMarkedFor(node, node.target) && isDraining(node) && !isSame(slot.drain, wanted)
}

/** Nodes that drain by settings which the pool does not have any more: their marks are to say the new ones. */
export const editedDrains = ({ nodes, spec }: Observed): ReadonlyArray<PhasedNode> => {
  const wanted = drainNow(spec)
  return nodes.filter(node => isEdited(node, wanted))
}
