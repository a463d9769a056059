import { kernelBootOf } from '../api/bootc-node-update'
import { isMarkedFor, type NodeTarget, type ObservedNode } from './observed-node'
import { runsElsewhere } from './runs-elsewhere'

/** The boot that the operator ordered this node to leave for this target; undefined when it gave no such order. */
const orderedFrom = ({ order }: ObservedNode, { attempt }: NodeTarget): string | undefined =>
  order?.attempt === attempt && order.step === 'Reboot' ? order.reboot?.fromBoot : undefined

/** An order that was taken back while the host rebooted is not there any more; the mark that it was given under is. */
const drainedFrom = (node: ObservedNode, target: NodeTarget): string | undefined => {
  const { drain, slot } = node.member
  const isDrained = isMarkedFor(node, target) && drain?.id === slot?.id && drain?.state === 'Drained'
  return isDrained ? node.status?.attempt?.fromBoot : undefined
}

/**
 * Whether the node left a boot by our order for this target, by the cluster's own word: its kubelet runs in another boot,
 * or is not heard. What an agent says of itself proves nothing, since anyone with its token may say it. A soft reboot, which
 * keeps the boot id, is like none.
 */
export const hasLeftByOrder = (node: ObservedNode, target: NodeTarget): boolean => {
  const from = orderedFrom(node, target) ?? drainedFrom(node, target)
  return from !== undefined && (!node.member.ready || runsElsewhere(node, from))
}

/** Whether the agent speaks of a boot that it was ordered into, and its kubelet has not been heard in yet. */
export const isAheadOfKubelet = (node: ObservedNode, target: NodeTarget): boolean => {
  const from = orderedFrom(node, target)
  const boot = node.status?.boot
  if (from === undefined || boot === undefined || hasLeftByOrder(node, target)) return false
  return kernelBootOf(boot.id) !== kernelBootOf(from)
}
