import { type HostOrder, kernelBootOf } from '../../api/bootc-node-update'
import { isRebootAlive } from '../../api/order'
import { runsElsewhere } from '../../node/runs-elsewhere'
import type { PhasedNode } from '../observed'

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
