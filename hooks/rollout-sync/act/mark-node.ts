import { isNodeReady, type Node } from '../../api/kubernetes'
import { readMark } from '../../api/mark'
import { NODE_FAILED_ANNOTATION, NODE_POOL_LABEL } from '../../api/names'
import type { Seconds } from '../../api/quantity'
import type { Slot } from '../../api/slot'
import { verifyOf } from '../../node/unwell'
import type { Cluster } from '../../ports/cluster'
import { markPatch, slotFor } from '../../slot/take-slot'
import { drainNow } from '../decide/edited-drains'
import { domainIn, limitsOf } from '../decide/topology'
import type { Observed, PhasedNode } from '../observed'

/** A node that is down already is drained as far as that goes: its pods may never end. In seconds. */
const BEST_EFFORT_SECONDS = 60

const isOurs = (live: Node, node: PhasedNode, pool: string): boolean =>
  live.metadata.uid === node.member.nodeUID &&
  live.metadata.deletionTimestamp === undefined &&
  live.metadata.labels?.[NODE_POOL_LABEL] === pool

/** Kept by a mark that replaces another one: what the node runs by then it may have come up with under the first. */
const fromDigestOf = (live: Node, { status }: PhasedNode, { rollout }: Observed['spec']): string | undefined => {
  if (verifyOf(rollout) === undefined) return undefined
  const mark = readMark(live.metadata)
  return (mark.state === 'whole' ? mark.slot.fromDigest : undefined) ?? status?.booted?.digest
}

const slotOf = (live: Node, node: PhasedNode, { spec, now }: Observed): Slot => ({
  ...slotFor(live, {
    pool: spec.pool,
    attempt: node.target.attempt,
    since: now.toISOString(),
    drain: drainNow(spec),
  }),
  fromDigest: fromDigestOf(live, node, spec),
})

/**
 * What of earlier failures stays on the Node. A mark for the target forgets them; one to go back keeps what led to it,
 * since nothing else would tell of it once the agent has begun another attempt.
 */
const failureAnnotation = (live: Node, { name }: PhasedNode, observed: Observed): string | null => {
  if (observed.direction === 'target') return null
  const failed = observed.failedThere.get(name)
  return failed === undefined ? (live.metadata.annotations?.[NODE_FAILED_ANNOTATION] ?? null) : JSON.stringify(failed)
}

/** What came of it: `conflict` when the Node changed since it was read, `unfit` when it is not as the member showed it. */
export type MarkOutcome = 'done' | 'conflict' | 'unfit'

/** Marks and cordons in one write that fails if the Node changed since it was read. */
const write = async (cluster: Cluster, live: Node, slot: Slot, failed: string | null): Promise<MarkOutcome> => {
  const patch = markPatch(live, slot)
  const annotations = { ...patch.annotations, [NODE_FAILED_ANNOTATION]: failed }
  const outcome = await cluster.patchNode(live.metadata.name, slot.id, { ...patch, annotations })
  return outcome === 'gone' ? 'unfit' : outcome
}

/** Whether it is in the domains for which limits were checked. */
const isWhereShown = (found: Node, node: PhasedNode, observed: Observed): boolean =>
  limitsOf(observed).every(({ topologyKey }) => found.metadata.labels?.[topologyKey] === domainIn(node, topologyKey))

const isToMark = (found: Node, node: PhasedNode, observed: Observed): boolean =>
  isOurs(found, node, observed.spec.pool) &&
  isWhereShown(found, node, observed) &&
  found.spec?.unschedulable !== true &&
  isNodeReady(found) &&
  readMark(found.metadata).state === 'none'

/**
 * What was true of the member must be true of the Node itself, now. The Node as node-sync was shown it will do, since the mark
 * is bound to its version; one that changed since, or does not fit, is read.
 */
export const markNode = async (cluster: Cluster, node: PhasedNode, observed: Observed): Promise<MarkOutcome> => {
  const mark = async (found: Node | undefined): Promise<MarkOutcome> =>
    found === undefined || !isToMark(found, node, observed)
      ? 'unfit'
      : write(cluster, found, slotOf(found, node, observed), failureAnnotation(found, node, observed))
  const outcome = await mark(cluster.shownNode(node.name))
  return outcome === 'done' ? outcome : mark(await cluster.readNode(node.name))
}

const bestEffort = (slot: Slot): Slot => ({
  ...slot,
  bestEffort: true,
  // A kubelet that is down ends no pod.
  drain: { ...slot.drain, waitForPods: undefined, timeoutSeconds: BEST_EFFORT_SECONDS as Seconds },
})

/**
 * Marks a node that is down already for another target, in place of the mark that it may carry; not one that somebody else
 * cordoned. One that is up and not well has a kubelet that ends pods, so it is drained like any other.
 */
export const remarkNode = async (cluster: Cluster, node: PhasedNode, observed: Observed): Promise<MarkOutcome> => {
  const live = await cluster.readNode(node.name)
  if (live === undefined || !isOurs(live, node, observed.spec.pool)) return 'unfit'
  const mark = readMark(live.metadata)
  // One that is Ready keeps the mark that it has, if it is not well: without one it takes a slot like any other.
  if (isNodeReady(live) && (node.isUnwell !== true || mark.state === 'none')) return 'unfit'
  if (mark.state === 'none' && live.spec?.unschedulable === true) return 'unfit'
  if (mark.state === 'half' || (mark.state === 'whole' && mark.slot.id !== node.member.slot?.id)) return 'unfit'
  const slot = slotOf(live, node, observed)
  return write(cluster, live, isNodeReady(live) ? slot : bestEffort(slot), failureAnnotation(live, node, observed))
}
