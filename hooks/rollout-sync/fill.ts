import { NODE_SLOT_LABEL } from '../api/names'
import type { Cluster, MarkedNode } from '../ports/cluster'
import { unmark } from '../ports/unmark'
import { markNode } from './mark-node'
import type { Observed, PhasedNode } from './observed'
import { AT_ONCE } from './performer'
import { unavailableNodes } from './unavailable'
import { controlPlaneMarks, inRank } from './within-limits'

/** Two instances of this hook may have filled at once: whoever ranks last beyond the limit gives its mark back. */
const takeBackExcess = async (cluster: Cluster, marked: ReadonlyArray<MarkedNode>, most: number): Promise<void> => {
  for (const { name, slot } of inRank(marked).slice(most)) {
    await unmark(cluster, { node: name, isMeant: mark => mark.state === 'whole' && mark.slot.id === slot?.id })
  }
}

/** Who got a slot, and why one who could have had one did not. */
export interface Filled {
  readonly marked: ReadonlyArray<PhasedNode>
  readonly waiting: ReadonlyArray<string>
}

/** Who wants a slot, in their order. */
export interface FillOrder {
  readonly wanting: ReadonlyArray<PhasedNode>
  readonly marks: KnownMarks
  readonly hasTime: () => boolean
}

/** At most one control-plane node of the cluster at a time. Answers why not, if not. */
const fillControlPlane = async (
  cluster: Cluster,
  node: PhasedNode,
  observed: Observed,
): Promise<{ readonly holds: boolean; readonly waits?: string }> => {
  const [other] = await controlPlaneMarks(cluster)
  if (other !== undefined) {
    return { holds: false, waits: `${node.name} waits: ${other.name} of the control plane has a slot` }
  }
  const holds = await markNode(cluster, node, observed)
  if (holds) await takeBackExcess(cluster, await controlPlaneMarks(cluster), 1)
  return { holds }
}

/** A control-plane node is alone, since its limit is looked at anew each time. */
const nextAtOnce = (wanting: ReadonlyArray<PhasedNode>, room: number): number => {
  const controlPlane = wanting.findIndex(({ member }) => member.controlPlane)
  return Math.max(1, Math.min(AT_ONCE, room, controlPlane === -1 ? room : controlPlane))
}

/** What is marked, as listed live before anything was done in this call, and whose marks went since. */
export interface KnownMarks {
  readonly marked: ReadonlyArray<MarkedNode>
  readonly released: ReadonlyArray<PhasedNode>
}

const downNow = ({ nodes, spec }: Observed, { marked, released }: KnownMarks): ReadonlySet<string> => {
  const freed = new Set(released.map(({ name }) => name))
  const own = marked.filter(({ name, labels }) => labels[NODE_SLOT_LABEL] === spec.pool && !freed.has(name))
  return new Set([...own, ...unavailableNodes(nodes)].map(({ name }) => name))
}

/**
 * Gives free slots to the candidates in their order. What is marked was listed live, since the members lag behind our own
 * writes; never more at a time than there is room for, so that the budget holds at every moment.
 */
export const fillSlots = async (
  cluster: Cluster,
  observed: Observed,
  { wanting, marks, hasTime }: FillOrder,
): Promise<Filled> => {
  const down = downNow(observed, marks)
  const room = observed.maxUnavailable - down.size
  const marked: PhasedNode[] = []
  const waiting: string[] = []
  const left = wanting.filter(({ name }) => !down.has(name))
  const give = async (node: PhasedNode): Promise<void> => {
    const { holds, waits } = node.member.controlPlane
      ? await fillControlPlane(cluster, node, observed)
      : { holds: await markNode(cluster, node, observed) }
    if (holds) marked.push(node)
    if (waits !== undefined) waiting.push(waits)
  }
  while (left.length > 0 && marked.length < room && hasTime()) {
    await Promise.all(left.splice(0, nextAtOnce(left, room - marked.length)).map(give))
  }
  if (marked.length > 0)
    await takeBackExcess(cluster, await cluster.markedNodes(observed.spec.pool), observed.maxUnavailable)
  return { marked, waiting }
}
