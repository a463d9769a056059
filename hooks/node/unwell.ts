import type { RolloutSettings } from '../api/rollout-settings'
import type { Verify } from '../api/verify'
import { healthOf } from './health'
import { isMarked, type ObservedNode } from './observed-node'

/** What a pool asks of a node that it has rebooted; nothing where another controller reboots. */
export const verifyOf = ({ strategy, verify }: RolloutSettings): Verify | undefined =>
  strategy === 'StageOnly' ? undefined : verify

/**
 * Whether the node runs another image than the one with which it got its mark. One that fell back, or went back, runs that
 * image again, and is as well as it was.
 */
export const hasComeUpElsewhere = (node: ObservedNode): boolean => {
  const { member, status } = node
  const from = member.slot?.fromDigest
  return isMarked(node) && from !== undefined && status?.booted !== undefined && status.booted.digest !== from
}

/**
 * Whether the node came up with another image under its mark and is Ready, but is not as the pool's `verify` asks: it keeps its slot, so that
 * no pod is invited to it, whatever it is led to next. A node that has not been rebooted is not asked.
 */
export const isUnwell = (node: ObservedNode, verify: Verify | undefined): boolean =>
  verify !== undefined && node.member.ready && hasComeUpElsewhere(node) && healthOf(node, verify).unmet.length > 0
