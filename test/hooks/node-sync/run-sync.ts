import type { BootcPoolMemberSpec } from '../../../hooks/api/bootc-pool-member'
import type { Node, Pod } from '../../../hooks/api/kubernetes'
import type { DecoratorResponse } from '../../../hooks/api/metacontroller'
import { MEMBER_KEY, NODE_SLOT_LABEL, SCOPE_KEY } from '../../../hooks/api/names'
import type { NodeSyncRequest } from '../../../hooks/node-sync/request'
import { syncNode } from '../../../hooks/node-sync/sync'
import type { Cluster, EvictionOutcome } from '../../../hooks/ports/cluster'
import { type aMember, marked } from '../../builders/a-member'
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
  readonly withoutPool?: boolean
  readonly eviction?: EvictionOutcome
  readonly ports?: Partial<Cluster>
  /** What a consistent look at the pods shows, when it is not the same. */
  readonly newPods?: ReadonlyArray<Pod>
}

const scope = { metadata: { name: 'workers', uid: 's' }, spec: { nodeSelector: { matchLabels: { role: 'worker' } } } }

export const requestOf = ({ node, member, withoutPool = false }: Given): NodeSyncRequest => ({
  object: node,
  attachments: { [MEMBER_KEY]: member === undefined ? {} : { [node.metadata.name]: member } },
  related: { [SCOPE_KEY]: withoutPool ? {} : { workers: scope } },
})

export const memberIn = ({ attachments }: DecoratorResponse): BootcPoolMemberSpec | undefined =>
  attachments[0]?.spec as BootcPoolMemberSpec | undefined

/** Runs one sync and answers what it did, told and said. */
export const run = async (given: Given) => {
  const did: string[] = []
  const told: string[] = []
  const noted: string[] = []
  const cluster = clusterWith({
    readNode: async () => ('live' in given ? given.live : given.node),
    readUpdate: async () => undefined,
    recentPodsOn: async () => given.pods ?? [],
    podsOn: async () => given.newPods ?? given.pods ?? [],
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
    now: () => NOW,
    operatorNode: undefined,
    operatorPod: undefined,
    onEffectFailure: (_, problem) => noted.push(problem),
  })
  const answer = await sync(requestOf(given))
  const member = memberIn(answer)
  return { did, told, noted, member, drain: member?.drain, again: answer.resyncAfterSeconds, labels: answer.labels }
}

export const failing = (): never => {
  throw { kind: 'api-unreachable', call: 'GET /x', message: 'no answer within 3 s' }
}
export const unreachable = { readNode: async () => failing(), recentPodsOn: async () => failing() }
export const inMark = carrying(aSlot())
