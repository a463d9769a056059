import type { BootcPoolScope } from '../api/bootc-pool-scope'
import type { PodReference } from '../api/drain'
import { errorText } from '../api/error-text'
import type { Node } from '../api/kubernetes'
import { type Mark, readMark } from '../api/mark'
import type { CustomizeResponse, DecoratorResponse } from '../api/metacontroller'
import { API_VERSION, NODE_POOL_LABEL, NODE_UPDATE_MISSING_ANNOTATION, SCOPE_KEY } from '../api/names'
import { isStrayReboot } from '../api/order'
import type { PoolMember } from '../api/pool-member'
import type { Drain } from '../api/slot'
import type { StoredUpdate } from '../api/stored-update'
import type { Cluster } from '../ports/cluster'
import { createShownObjects, type ShownObjects } from '../ports/shown-objects'
import { type DrainOrder, type DrainOutcome, drainNode, failedDrain } from './drain-node'
import { createForeigners } from './foreigners'
import { leavePool } from './leave-pool'
import { leavingEvent } from './leaving'
import { memberOf } from './member'
import { type Membership, membershipOf } from './membership'
import { isMissed } from './missed'
import { CONFLICT_SECONDS, noteNode } from './note-node'
import { ownUpdate } from './own-update'
import { createRecheckTimer, type RecheckTimer } from './recheck-timer'
import type { NodeSyncRequest } from './request'
import { updateToWrite } from './shown-update'
import { isStray, takeAway } from './stray-mark'
import { withdrawReboot } from './withdraw-reboot'

/** After an effect that failed, the next try is due after this many seconds. */
const FAILED_SECONDS = 5

export interface NodeSyncPorts {
  readonly cluster: Cluster
  readonly now: () => Date
  /** The Node and the pod that this process runs on and as. */
  readonly operatorNode: string | undefined
  readonly operatorPod: PodReference | undefined
  /** Called for each effect that failed. */
  readonly onEffectFailure: (node: string, problem: string) => void
}

/** Every Node asks for all scopes and for nothing else: they have no status, so nothing echoes to every Node. */
export const customizeNode = (): CustomizeResponse => ({
  relatedResources: [{ apiVersion: API_VERSION, resource: 'bootcpoolscopes', labelSelector: {} }],
})

/** What a request shows of its Node, read once. */
interface NodeView {
  readonly node: Node
  readonly scopes: ReadonlyArray<BootcPoolScope>
  readonly membership: Membership | undefined
  readonly mark: Mark
}

const observeNode = ({ object: node, related }: NodeSyncRequest): NodeView => {
  const scopes = Object.values(related[SCOPE_KEY])
  return { node, scopes, membership: membershipOf(node, scopes), mark: readMark(node.metadata) }
}

/** What the syncs of one process remember: it saves reads and events that were recorded already, and decides nothing. */
export interface NodeMemory {
  readonly recheckTimer: RecheckTimer
  readonly foreigners: ReturnType<typeof createForeigners>
  readonly shown: ShownObjects
}

export const createNodeMemory = (shown: ShownObjects): NodeMemory => ({
  recheckTimer: createRecheckTimer(),
  foreigners: createForeigners(),
  shown,
})

interface Process extends NodeMemory {
  readonly ports: NodeSyncPorts
}

interface Seen extends NodeView {
  readonly membership: Membership
}

const memberNow = (
  { ports: { operatorNode, now } }: Process,
  { node, scopes, membership, mark }: Seen,
  before: PoolMember | undefined,
  drain: Drain | undefined,
): PoolMember => {
  const scope = scopes.find(({ metadata }) => metadata.name === membership.pool)
  return memberOf({ node, membership, mark, reads: scope?.spec.reads, drain, before, operatorNode, now: now() })
}

const drainBefore = (mark: Mark, member: PoolMember | undefined): Drain | undefined =>
  mark.state === 'whole' && member?.drain?.id === mark.slot.id ? member.drain : undefined

/** What fails is named in the drain, and tried again. */
const drainOrName = async (
  { ports: { cluster, now, operatorPod, onEffectFailure }, recheckTimer }: Process,
  order: DrainOrder,
): Promise<DrainOutcome> => {
  try {
    return await drainNode({ cluster, operatorPod, recheckTimer, now: now() }, order)
  } catch (error) {
    const problem = errorText(error)
    onEffectFailure(order.node.metadata.name, problem)
    const drain = failedDrain(cluster, order, problem, now())
    return { drain, again: FAILED_SECONDS }
  }
}

/** Reads of one sync, should its update change between a read and the write. */
const MOST_READS = 3

interface Noted {
  readonly member: PoolMember
  readonly before: StoredUpdate | undefined
}

/** Notes what is seen of the Node; undefined when that changed as often as it was read. */
const note = async (
  process: Process,
  seen: Seen,
  first: StoredUpdate | undefined,
  drain: Drain | undefined,
): Promise<Noted | undefined> => {
  const { ports } = process
  const { cluster } = ports
  let before: StoredUpdate | undefined | 'conflict' = first
  for (let reads = 1; before !== 'conflict'; reads++) {
    const member = memberNow(process, seen, before?.spec.node, drain)
    if ((await noteNode(cluster, seen.node, before, member)) === 'done') return { member, before }
    if (reads === MOST_READS) return undefined
    before = await ownUpdate(cluster, seen.node)
  }
  return undefined
}

/** An order of a pool that the Node was in before, which its own rollout may not be there to take back. */
const endStrayOrder = async (
  { cluster, now }: NodeSyncPorts,
  { node }: NodeView,
  { member, before }: Noted,
): Promise<number | undefined> => {
  const order = before?.spec.order
  if (before === undefined || order === undefined || order.pool === member.pool) return undefined
  if (!isStrayReboot(before, node, now())) return undefined
  // What was noted just now made the version that was read an old one.
  if (before.spec.node.pool === member.pool) await withdrawReboot(cluster, before, now())
  return CONFLICT_SECONDS
}

const stay = async (process: Process, seen: Seen, update: StoredUpdate | undefined): Promise<number | undefined> => {
  const { ports } = process
  const { node, mark, membership } = seen
  const isOurs = mark.state === 'whole' && !isStray(mark, membership)
  const before = drainBefore(mark, update?.spec.node)
  const { drain, again } = isOurs ? await drainOrName(process, { node, slot: mark.slot, before }) : {}
  const noted = await note(process, seen, update, drain)
  if (noted === undefined) return CONFLICT_SECONDS
  if (mark.state !== 'none') {
    // Where the Node belongs is noted, so that no order for its mark is given any more.
    const member = update?.spec.node
    return isOurs ? again : takeAway(ports.cluster, { node, mark, membership, member }, ports.now())
  }
  return endStrayOrder(ports, seen, noted)
}

/** What was missed is there, or is to be no more. */
const answerMiss = async (cluster: Cluster, { metadata: { name, uid } }: Node): Promise<void> => {
  const live = await cluster.readNode(name)
  if (live?.metadata.uid !== uid || !isMissed(live)) return
  const annotations = { [NODE_UPDATE_MISSING_ANNOTATION]: null }
  await cluster.patchNode(name, live.metadata.resourceVersion ?? '', { annotations })
}

/** The update of the Node to go on with: as rollout-sync was shown it, where that will do. */
const updateOf = ({ ports, shown }: Process, view: NodeView): Promise<StoredUpdate | 'conflict' | undefined> => {
  const { name } = view.node.metadata
  const known = updateToWrite({ ...view, shown: shown.updates.last(name) })
  if (known === undefined) return ownUpdate(ports.cluster, view.node)
  // The write that follows makes it an old version, and another one on it would be refused.
  shown.updates.forget(name)
  return Promise.resolve(known)
}

const settle = async (process: Process, view: NodeView): Promise<number | undefined> => {
  const { ports } = process
  const { cluster, now } = ports
  const { node, membership, mark } = view
  const update = await updateOf(process, view)
  if (update === 'conflict') return CONFLICT_SECONDS
  const leaving = leavingEvent({ node, membership, update })
  if (leaving !== undefined) cluster.recordEvent(leaving)
  if (membership === undefined) return leavePool(cluster, { node, mark, update }, now())
  const again = await stay(process, { ...view, membership }, update)
  if (isMissed(node)) await answerMiss(cluster, node)
  return again
}

/** Which pool a Node is in, how the cluster sees it, and, when it is marked, emptying it. */
export const syncNode = (
  ports: NodeSyncPorts,
  memory: NodeMemory = createNodeMemory(createShownObjects(ports.now)),
) => {
  const process: Process = { ports, ...memory }
  const settleOrLater = async (view: NodeView): Promise<number | undefined> => {
    try {
      return await settle(process, view)
    } catch (error) {
      ports.onEffectFailure(view.node.metadata.name, errorText(error))
      return FAILED_SECONDS
    }
  }
  return async (request: NodeSyncRequest): Promise<DecoratorResponse> => {
    const view = observeNode(request)
    const { node, scopes, membership } = view
    if (membership !== undefined) memory.shown.nodes.show(node.metadata.name, node)
    const foreigner = memory.foreigners(node, scopes)
    if (foreigner !== undefined) ports.cluster.recordEvent(foreigner)
    const again = await settleOrLater(view)
    return { labels: { [NODE_POOL_LABEL]: membership?.pool ?? null }, resyncAfterSeconds: again }
  }
}
