import { type HostOrder, kernelBootOf } from '../../api/bootc-node-update'
import { isRebootAlive } from '../../api/order'
import { runsElsewhere } from '../../node/runs-elsewhere'
import type { PhasedNode } from '../observed'

/** The order that this node was given for its present target. */
export const presentOrder = ({ order, target }: PhasedNode): HostOrder | undefined =>
  order?.image === target.image && order.attempt === target.attempt ? order : undefined

/**
 * Whether no host can follow this reboot order any more, by the word of its kubelet too: a report that is not true would leave a
 * host an order without a mark. An order is good for a full reboot after a soft one that failed, so it is over in another
 * kernel boot alone.
 */
export const isRebootOver = (node: PhasedNode, { reboot }: HostOrder): boolean => {
  const now = node.status?.boot?.id
  if (reboot === undefined || now === undefined || isRebootAlive(node.update)) return false
  return kernelBootOf(reboot.fromBoot) !== kernelBootOf(now) && runsElsewhere(node, reboot.fromBoot)
}

/** That a failed node was ordered to reboot is what its failure is judged by, as long as the attempt goes on. */
export const isProof = (node: PhasedNode): boolean => {
  const order = presentOrder(node)
  return node.is.phase === 'Failed' && order?.step === 'Reboot' && isRebootOver(node, order)
}
