import { isRebootAlive } from '../api/order'
import type { RolloutSettings } from '../api/rollout-settings'
import { isMarked, type ObservedNode } from './observed-node'
import { runsElsewhere } from './runs-elsewhere'

/**
 * Since when the Node is in another boot than the one that its agent last spoke of, in ms since 1970; undefined while it is
 * not. A boot that we ordered has rules of its own, and a node that is down reports nothing new.
 */
export const unheardSince = (node: ObservedNode): number | undefined => {
  const { member, status, update } = node
  if (isMarked(node) || !member.ready || status?.boot === undefined) return undefined
  if (!runsElsewhere(node, status.boot.id) || isRebootAlive(update)) return undefined
  // By the hooks' clock; it restarts in another boot.
  const since = Date.parse(member.readySince ?? '')
  return Number.isNaN(since) ? undefined : since
}

/** When what an agent said of an earlier boot stops counting, in ms since 1970: what the node runs now is unknown. */
export const disbelievedAt = (node: ObservedNode, { agentTimeoutSeconds }: RolloutSettings): number | undefined => {
  const since = unheardSince(node)
  return since === undefined || agentTimeoutSeconds === 0 ? undefined : since + agentTimeoutSeconds * 1000
}
