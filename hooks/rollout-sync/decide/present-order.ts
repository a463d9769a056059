import { type HostOrder, kernelBootOf } from '../../api/bootc-node-update'
import { isRebootAlive } from '../../api/order'
import { runsElsewhere } from '../../node/runs-elsewhere'
import type { PhasedNode } from '../observed'

/** The order that this node was given for its present target. */
export const presentOrder = ({ order, target }: PhasedNode): HostOrder | undefined =>
  order?.image === target.image && order.attempt === target.attempt ? order : undefined

/**
 * That a failed node was ordered to reboot is what its failure is judged by, as long as the attempt goes on. An order is
 * good for a full reboot after a soft one that failed, so only one for another kernel boot may stay; and by the word of the
 * kubelet too, or a report that is not true would leave a host an order without a mark.
 */
export const isProof = (node: PhasedNode): boolean => {
  const { is, update, status } = node
  const order = presentOrder(node)
  const [from, now] = [order?.reboot?.fromBoot, status?.boot?.id]
  if (is.phase !== 'Failed' || order?.step !== 'Reboot' || isRebootAlive(update)) return false
  if (from === undefined || now === undefined) return false
  return kernelBootOf(from) !== kernelBootOf(now) && runsElsewhere(node, from)
}
