import type { BootcPoolMemberSpec } from '../api/bootc-pool-member'
import type { BootcPoolScope } from '../api/bootc-pool-scope'
import type { PodReference } from '../api/drain'
import { errorText } from '../api/error-text'
import type { Node } from '../api/kubernetes'
import { type Mark, readMark } from '../api/mark'
import { type CustomizeResponse, type DecoratorResponse, findByName } from '../api/metacontroller'
import { API_VERSION, MEMBER_KEY, NODE_POOL_LABEL, SCOPE_KEY } from '../api/names'
import type { Drain } from '../api/slot'
import type { Cluster } from '../ports/cluster'
import { createRunningImages, type RunningImages } from '../ports/running-images'
import { memberChild } from './children'
import { type DrainOrder, type DrainOutcome, drainNode, failedDrain } from './drain-node'
import { createForeigners } from './foreigners'
import { leavingEvent } from './leaving'
import { memberOf } from './member'
import { type Membership, membershipOf } from './membership'
import { createRecheckTimer, type RecheckTimer } from './recheck-timer'
import type { NodeSyncRequest } from './request'
import { isStray, takeAway } from './stray-mark'

/** After an effect that failed, the next try is due after this many seconds. */
const FAILED_SECONDS = 5

export interface NodeSyncPorts {
  readonly cluster: Cluster
  readonly now: () => Date
  /** The Node and the pod that this process runs on and as. */
  readonly operatorNode: string | undefined
  readonly operatorPod: PodReference | undefined
  /** What nodes run, as rollout-sync saw it. */
  readonly running?: RunningImages
  /** Called for each effect that failed. */
  readonly onEffectFailure: (node: string, problem: string) => void
}

/** Every Node asks for all scopes and for nothing else: they have no status, so nothing echoes to every Node. */
export const customizeNode = (): CustomizeResponse => ({
  relatedResources: [{ apiVersion: API_VERSION, resource: 'bootcpoolscopes', labelSelector: {} }],
})

/** The member as it was, unless it is about an older machine of the same name: of that nothing is inherited. */
const ownMember = ({ object, attachments }: NodeSyncRequest): BootcPoolMemberSpec | undefined => {
  const member = findByName(attachments[MEMBER_KEY], object.metadata.name)?.spec
  return member?.nodeUID === object.metadata.uid ? member : undefined
}

/** What a request shows of its Node, read once. */
interface NodeView {
  readonly node: Node
  readonly scopes: ReadonlyArray<BootcPoolScope>
  readonly membership: Membership | undefined
  readonly mark: Mark
  readonly member: BootcPoolMemberSpec | undefined
}

const observeNode = (request: NodeSyncRequest): NodeView => {
  const { object: node, related } = request
  const scopes = Object.values(related[SCOPE_KEY])
  return {
    node,
    scopes,
    membership: membershipOf(node, scopes),
    mark: readMark(node.metadata),
    member: ownMember(request),
  }
}

const drainBefore = (mark: Mark, member: BootcPoolMemberSpec | undefined): Drain | undefined =>
  mark.state === 'whole' && member?.drain?.id === mark.slot.id ? member.drain : undefined

/** What fails is named in the drain, and tried again. */
const drainOrName = async (
  { cluster, now, operatorPod, onEffectFailure }: NodeSyncPorts,
  recheckTimer: RecheckTimer,
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

const handleMark = async (
  ports: NodeSyncPorts,
  recheckTimer: RecheckTimer,
  { node, mark, membership, member }: NodeView,
): Promise<DrainOutcome> => {
  if (mark.state === 'none') return {}
  if (mark.state === 'whole' && !isStray(mark, membership)) {
    return drainOrName(ports, recheckTimer, { node, slot: mark.slot, before: drainBefore(mark, member) })
  }
  const again = await takeAway(ports.cluster, { node, mark, membership, member })
  return { again }
}

/** The removal of a mark that failed is retried. */
const orLater = async (
  { onEffectFailure }: NodeSyncPorts,
  node: string,
  effect: () => Promise<DrainOutcome>,
): Promise<DrainOutcome> => {
  try {
    return await effect()
  } catch (error) {
    onEffectFailure(node, errorText(error))
    return { again: FAILED_SECONDS }
  }
}

/** An event that cannot be told holds up nothing. */
const recordLeaving = async (
  { cluster, onEffectFailure }: NodeSyncPorts,
  running: RunningImages,
  { object: node, attachments }: NodeSyncRequest,
  membership: Membership | undefined,
): Promise<void> => {
  const { name } = node.metadata
  const leaving = { node, membership, member: findByName(attachments[MEMBER_KEY], name) }
  try {
    const event = await leavingEvent(cluster, running, leaving)
    if (event !== undefined) cluster.recordEvent(event)
  } catch (error) {
    onEffectFailure(name, errorText(error))
  }
}

/** Which pool a Node is in, how the cluster sees it, and, when it is marked, emptying it. */
export const syncNode = (ports: NodeSyncPorts) => {
  const recheckTimer = createRecheckTimer()
  const foreigners = createForeigners()
  const running = ports.running ?? createRunningImages()
  return async (request: NodeSyncRequest): Promise<DecoratorResponse> => {
    const view = observeNode(request)
    const { node, scopes, membership, mark, member: before } = view
    const { operatorNode } = ports
    const foreigner = foreigners(node, scopes)
    if (foreigner !== undefined) ports.cluster.recordEvent(foreigner)
    await recordLeaving(ports, running, request, membership)
    const { drain, again } = await orLater(ports, node.metadata.name, () => handleMark(ports, recheckTimer, view))
    return {
      labels: { [NODE_POOL_LABEL]: membership?.pool ?? null },
      attachments:
        membership === undefined
          ? []
          : [
              memberChild(
                node.metadata.name,
                memberOf({ node, membership, mark, drain, before, operatorNode, now: ports.now() }),
              ),
            ],
      resyncAfterSeconds: again,
    }
  }
}
