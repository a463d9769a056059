import type { BootcNodeUpdate } from '../../../hooks/api/bootc-node-update'
import type { Node, Pod } from '../../../hooks/api/kubernetes'
import { NODE_SLOT_LABEL, SCOPE_KEY } from '../../../hooks/api/names'
import type { NodeSyncRequest } from '../../../hooks/node-sync/request'
import { syncNode } from '../../../hooks/node-sync/sync'
import type { Cluster, EvictionOutcome } from '../../../hooks/ports/cluster'
import { type aMember, joined, marked } from '../../builders/a-member'
import { aSlot, carrying } from '../../builders/a-node'
import { clusterWith } from '../../support/fake-cluster'

const NOW = new Date('2026-01-02T00:01:00Z')
export const onceDrained = marked('90', 'bbbbbbbbbbbb', 'Drained')
export const onceDraining = marked('90', 'bbbbbbbbbbbb', 'Draining')

export interface Given {
  readonly node: Node
  /** What a live read finds; the cached Node unless told. */
  readonly live?: Node | undefined
  readonly pods?: ReadonlyArray<Pod>
  readonly member?: ReturnType<typeof aMember>
  /** The order and the report beside it. */
  readonly update?: BootcNodeUpdate
  readonly withoutPool?: boolean
  readonly now?: Date
  readonly eviction?: EvictionOutcome
  readonly ports?: Partial<Cluster>
}

const scope = { metadata: { name: 'workers', uid: 's' }, spec: { nodeSelector: { matchLabels: { role: 'worker' } } } }

export const requestOf = ({ node, withoutPool = false }: Given): NodeSyncRequest => ({
  object: node,
  related: { [SCOPE_KEY]: withoutPool ? {} : { workers: scope } },
})

/** Runs one sync and answers what it did, told and said. */
export const run = async (given: Given) => {
  const did: string[] = []
  const told: string[] = []
  const noted: string[] = []
  let update = given.member && joined(given.member, given.update)
  const cluster = clusterWith({
    readNode: async () => ('live' in given ? given.live : given.node),
    readUpdate: async () => update,
    createUpdate: async ({ metadata }, { node }) => {
      update = joined({ metadata, spec: node })
      return 'done'
    },
    patchUpdate: async (seen, { labels = seen.metadata.labels, node, order }) => {
      if (order !== undefined) did.push(`order ${order.step}`)
      update = {
        ...seen,
        metadata: { ...seen.metadata, labels },
        spec: { node: node ?? seen.spec.node, order: order ?? seen.spec.order },
      }
      return 'done'
    },
    removeUpdate: async () => {
      did.push('remove the update')
      update = undefined
      return 'done'
    },
    recentPodsOn: async () => given.pods ?? [],
    evict: async pod => {
      did.push(`evict ${pod.metadata.name}`)
      return given.eviction ?? { outcome: 'evicted' }
    },
    patchNode: async (_name, _version, { unschedulable, labels }) => {
      const unmarks = labels?.[NODE_SLOT_LABEL] === null ? 'unmark and ' : ''
      did.push(`${unmarks}${unschedulable === undefined ? 'leave the cordon' : unschedulable ? 'cordon' : 'uncordon'}`)
      return 'done'
    },
    recordEvent: ({ reason, message }) => told.push(`${reason}: ${message}`),
    ...given.ports,
  })
  const sync = syncNode({
    cluster,
    now: () => given.now ?? NOW,
    operatorNode: undefined,
    operatorPod: undefined,
    onEffectFailure: (_, problem) => noted.push(problem),
  })
  const answer = await sync(requestOf(given))
  const member = update?.spec.node
  return {
    did,
    told,
    noted,
    update,
    member,
    drain: member?.drain,
    again: answer.resyncAfterSeconds,
    labels: answer.labels,
  }
}

export const failing = (): never => {
  throw { kind: 'api-unreachable', call: 'GET /x', message: 'no answer within 3 s' }
}
export const unreachable = { readNode: async () => failing(), recentPodsOn: async () => failing() }
export const inMark = carrying(aSlot())

/** By its kubelet's word. */
export const inAnotherBoot = (node: Node): Node => ({
  ...node,
  status: { ...node.status, nodeInfo: { bootID: 'boot-2', architecture: 'amd64' } },
})
