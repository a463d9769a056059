import type { RebootOrder } from '../../api/bootc-node-update'
import { awaitedPods, type PodReference, podName } from '../../api/drain'
import { isNodeReady } from '../../api/kubernetes'
import { readFailure, readMark } from '../../api/mark'
import { KEEP_CORDONED_HOLD, NODE_POOL_LABEL } from '../../api/names'
import type { Cluster } from '../../ports/cluster'
import type { Observed, PhasedNode } from '../observed'
import { quorumProblem } from './quorum'

export interface ApprovePorts {
  readonly cluster: Cluster
  /** The operator's own pod, which no drain waits for. */
  readonly operatorPod?: PodReference | undefined
}

/** The order, or what the node still waits for; neither when something changed that a new look will show. */
export interface Approval {
  readonly order?: RebootOrder
  readonly waits?: string
}

/** An admin who wants the node to stay cordoned means the time after its update. */
const holdsAfterMark = ({ holds }: PhasedNode['member']): ReadonlyArray<string> =>
  holds.filter(hold => hold !== KEEP_CORDONED_HOLD)

/**
 * The last look before a reboot order: the Node, read live, still carries the same mark and its cordon, and nothing is
 * come to it that a drain would wait for, unless the node was down before and its drain gave up. The drain sees a cached list of
 * pods; this one is consistent, and after the cordon.
 */
export const approveReboot = async (
  { cluster, operatorPod }: ApprovePorts,
  node: PhasedNode,
  { spec }: Observed,
): Promise<Approval> => {
  const { status, member, order } = node
  // What was never ordered to stage can not be withdrawn either.
  if (status?.boot === undefined || member.slot === undefined || order === undefined) return {}
  const live = await cluster.readNode(node.name)
  const mark = live === undefined ? undefined : readMark(live.metadata)
  if (mark?.state !== 'whole' || mark.slot.id !== member.slot.id || live?.metadata.uid !== member.nodeUID) return {}
  // A Node that has just left its pool is on its way out of it.
  if (live.metadata.labels?.[NODE_POOL_LABEL] !== spec.pool) return {}
  // The member may not show yet that it was given up just now.
  if (readFailure(live)?.attempt === node.target.attempt) return {}
  // Such a mark was given without a slot, since the node was down. One that is Ready waits for a slot like any other.
  if (mark.slot.bestEffort === true && isNodeReady(live)) return {}
  const [hold] = holdsAfterMark(member)
  if (hold !== undefined) return { waits: `${node.name} waits: it is held (${hold})` }
  if (member.controlPlane && mark.slot.bestEffort !== true) {
    const problem = quorumProblem(await cluster.controlPlaneNodes(), node.name)
    if (problem !== undefined) return { waits: `${node.name} waits: ${problem}` }
  }
  const gaveUp = mark.slot.bestEffort === true && member.drain?.state === 'TimedOut'
  if (!mark.slot.drain.skip && !gaveUp) {
    if (live.spec?.unschedulable !== true) return {}
    const pods = await cluster.podsOn(node.name)
    const [late] = awaitedPods(pods, mark.slot, operatorPod)
    if (late !== undefined) return { waits: `${node.name} waits for pod ${podName(late)}` }
  }
  return { order: { fromBoot: status.boot.id, mark: mark.slot.id, policy: spec.disruption.rebootPolicy } }
}
