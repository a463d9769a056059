import type { RolloutSettings } from '../api/rollout-settings'
import type { Verify } from '../api/verify'
import { healthOf } from './health'
import { isMarked, type ObservedNode } from './observed-node'

/** What a pool asks of a node that it has rebooted; nothing where another controller reboots. */
export const verifyOf = ({ strategy, verify }: RolloutSettings): Verify | undefined =>
  strategy === 'StageOnly' ? undefined : verify

/** Whether the boot that its agent reports came after the one in which the node got its mark. */
export const hasBootedUnderMark = (node: ObservedNode): boolean => {
  const { member, status } = node
  const from = member.slot?.fromBoot
  return isMarked(node) && from !== undefined && status?.boot !== undefined && status.boot.id !== from
}

/**
 * Whether the node came up under its mark and is Ready, but is not as the pool's `verify` asks: it keeps its slot, so that
 * no pod is invited to it, whatever it is led to next. A node that has not been rebooted is not asked.
 */
export const isUnwell = (node: ObservedNode, verify: Verify | undefined): boolean =>
  verify !== undefined && node.member.ready && hasBootedUnderMark(node) && healthOf(node, verify).unmet.length > 0
