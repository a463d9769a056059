import type { PhasedNode } from '../observed'
import { isRebootOver } from './is-reboot-over'
import { presentOrder } from './present-order'

/** That a failed node was ordered to reboot is what its failure is judged by, as long as the attempt goes on. */
export const isProof = (node: PhasedNode): boolean => {
  const order = presentOrder(node)
  return node.is.phase === 'Failed' && order?.step === 'Reboot' && isRebootOver(node, order)
}
