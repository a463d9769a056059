import { isImage, kernelBootOf, reportedAt } from '../api/bootc-node-update'
import { between } from '../api/clocks'
import { healthOf } from './health'
import type { NodeTarget, ObservedNode } from './observed-node'

/**
 * Since when the node has been Ready in the boot that its agent reports, in ms; undefined while it is not. The later of
 * the Node's own transition and the boot counts: a kubelet does not go NotReady over a fast reboot, and a Node that is
 * Ready under an older boot id is only not yet known to be down. When it booted the host says by its own clock, so that
 * counts as far as it can be true: between its order and its report.
 */
export const readyInBootSince = ({ member, status, update, order }: ObservedNode): number | undefined => {
  const { boot } = status ?? {}
  if (!member.ready || boot === undefined || member.bootID !== kernelBootOf(boot.id)) return undefined
  const orderedAt = Date.parse(order?.since ?? boot.at)
  const bootedAt = between(orderedAt, Date.parse(boot.at), reportedAt(update))
  return Math.max(Date.parse(member.readySince ?? '') || 0, bootedAt)
}

/**
 * When the node will have been well for long enough, in ms since 1970; undefined while it does not run its target, is
 * still in the boot that it was ordered to leave, is not Ready there, or is not as `verify` asks.
 */
export const verifiedAt = (node: ObservedNode, target: NodeTarget, minReadySeconds: number): number | undefined => {
  const { status, order } = node
  if (!isImage(status?.booted, target.digest)) return undefined
  if (order?.step === 'Reboot' && order.reboot?.fromBoot === status?.boot?.id) return undefined
  const ready = readyInBootSince(node)
  const health = healthOf(node, target.verify)
  if (ready === undefined || health.unmet.length > 0) return undefined
  return Math.max(ready, health.since) + minReadySeconds * 1000
}
