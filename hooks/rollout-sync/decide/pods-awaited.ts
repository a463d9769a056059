import { isImage } from '../../api/bootc-node-update'
import { healthWithoutPods, MET } from '../../node/health'
import { isMarked, type NodePhase } from '../../node/observed-node'
import { hasComeUpElsewhere, verifyOf } from '../../node/unwell'
import { verifiedAt } from '../../node/verified'
import type { Observed, PhasedNode } from '../observed'

/** Between two lists of the pods of a node, in ms: of one that is being verified, and of any other that is not well in its slot. */
const EVERY_MS = 5000
const SELDOM_MS = 30_000

export const podsEveryMs = ({ phase }: NodePhase): number => (phase === 'Verifying' ? EVERY_MS : SELDOM_MS)

/**
 * From when on the pods of a marked node are listed, in ms since 1970, since it waits for nothing else: of one that is verified,
 * and of one that came up under its mark and is led elsewhere by now. Undefined for every other node.
 */
export const podsAwaitedAt = (node: PhasedNode, { spec }: Pick<Observed, 'spec'>): number | undefined => {
  const { status, target, member } = node
  const verify = verifyOf(spec.rollout)
  if (verify?.daemonSetPods === undefined || !isMarked(node)) return undefined
  if (target.verify !== undefined && isImage(status?.booted, target.digest)) {
    return verifiedAt({ ...node, pods: MET }, target, spec.rollout.minReadySeconds)
  }
  const isLast = member.ready && hasComeUpElsewhere(node) && healthWithoutPods(node, verify).unmet.length === 0
  return isLast ? 0 : undefined
}

/** The node, of which nothing is missed that is not to be listed yet. */
export const withoutEarlyPods = (node: PhasedNode, { spec, now }: Pick<Observed, 'spec' | 'now'>): PhasedNode =>
  node.pods === undefined && (podsAwaitedAt(node, { spec }) ?? 0) > now.getTime() ? { ...node, pods: MET } : node
