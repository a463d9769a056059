import assert from 'node:assert/strict'
import type { BootcPoolMemberSpec } from '../../../hooks/api/bootc-pool-member'
import type { Node, Pod } from '../../../hooks/api/kubernetes'
import { MEMBER_KEY, NODE_SLOT_ANNOTATION, NODE_SLOT_LABEL, SCOPE_KEY } from '../../../hooks/api/names'
import type { Drain } from '../../../hooks/api/slot'
import type { NodeSyncRequest } from '../../../hooks/node-sync/request'
import { syncNode } from '../../../hooks/node-sync/sync'
import type { Cluster, EvictionOutcome } from '../../../hooks/ports/cluster'
import { aMember, being, marked } from '../../builders/a-member'
import { aNode, annotated, aSlot, carrying, cordoned, labelled, notReady } from '../../builders/a-node'
import { aPod } from '../../builders/a-pod'
import { anUpdate, rebootOrder } from '../../builders/an-update'
import type { Change } from '../../builders/change'
import { aCount } from '../../builders/settings'
import { clusterWith } from '../../support/fake-cluster'

const NOW = new Date('2026-01-02T00:01:00Z')
const drained: Drain = { id: '90', state: 'Drained', remaining: aCount(0), blockers: [] }
const onceDrained = marked('90', 'bbbbbbbbbbbb', 'Drained')
const onceDraining = marked('90', 'bbbbbbbbbbbb', 'Draining')

interface Given {
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

const requestOf = ({ node, member, withoutPool = false }: Given): NodeSyncRequest => ({
  object: node,
  attachments: { [MEMBER_KEY]: member === undefined ? {} : { [node.metadata.name]: member } },
  related: { [SCOPE_KEY]: withoutPool ? {} : { workers: scope } },
})

/** Runs one sync and answers what it did, told and said. */
const run = async (given: Given) => {
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
    noted: (_, problem) => noted.push(problem),
  })
  const answer = await sync(requestOf(given))
  const member = answer.attachments[0]?.spec as BootcPoolMemberSpec | undefined
  return { did, told, noted, member, drain: member?.drain, again: answer.resyncAfterSeconds, labels: answer.labels }
}

const failing = (): never => {
  throw { kind: 'api-unreachable', call: 'GET /x', message: 'no answer within 3 s' }
}
const unreachable = { readNode: async () => failing(), recentPodsOn: async () => failing() }
const inMark = carrying(aSlot())
const made =
  (creationTimestamp: string): Change<Node> =>
  node => ({ ...node, metadata: { ...node.metadata, creationTimestamp } })

describe('node-sync of a marked Node', () => {
  it('evicts, and looks again', async () => {
    const { did, told, drain, again } = await run({ node: aNode('n1', inMark), pods: [aPod('a'), aPod('b')] })
    assert.deepEqual(did, ['evict a', 'evict b'])
    assert.deepEqual(told, [])
    assert.deepEqual([drain?.state, drain?.remaining, again], ['Draining', 2, 2])
  })

  it('names the budget that refuses, in the member and once in an event', async () => {
    const eviction = { outcome: 'refused', reason: 'The disruption budget db needs 1 healthy pods' } as const
    const node = aNode('n1', inMark)
    const first = await run({ node, pods: [aPod('a')], eviction })
    assert.deepEqual(first.drain?.blockers, [{ pod: 'apps/a', reason: eviction.reason }])
    assert.equal(first.again, 10)
    assert.match(first.told.join(), /^DrainBlocked: 1 pod to go.*apps\/a: The disruption budget db/)
    const member = aMember('n1', being({ ...(first.drain && { drain: first.drain }) }))
    assert.deepEqual((await run({ node, member, pods: [aPod('a')], eviction })).told, [])
  })

  it('leaves it to the order that follows to tell that it is drained', async () => {
    const node = aNode('n1', inMark)
    const { drain, again, told } = await run({ node, member: aMember('n1', onceDraining) })
    assert.deepEqual([drain, again], [drained, 10])
    assert.deepEqual(told, [])
  })

  it('tells that the drain timed out, and evicts nothing more', async () => {
    const node = aNode('n1', carrying(aSlot({ since: '2026-01-01T00:00:00Z' })))
    const { did, drain, told, again } = await run({ node, pods: [aPod('a')] })
    assert.deepEqual([did, drain?.state, again], [[], 'TimedOut', undefined])
    assert.match(told.join(), /^DrainTimedOut: 1 pod did not leave within 3600 s of 2026-01-01T00:00:00Z/)
  })

  it('cordons it again when somebody uncordoned it, and tells so, before it evicts', async () => {
    const live = { ...aNode('n1', inMark), spec: {} }
    const { did, told, again } = await run({ node: aNode('n1', inMark), live, pods: [aPod('a')] })
    assert.deepEqual([did, again], [['cordon'], 2])
    assert.match(told.join(), /^CordonedAgain: somebody uncordoned/)
  })

  it('is not drained any more when somebody uncordoned it: pods may have come', async () => {
    const node = { ...aNode('n1', inMark), spec: {} }
    const { drain } = await run({ node, member: aMember('n1', onceDrained) })
    assert.equal(drain, undefined)
  })

  it('stays drained while it is down, and nobody looks at its pods', async () => {
    const node = aNode('n1', inMark, notReady)
    const { drain, again, noted } = await run({ node, member: aMember('n1', onceDrained), ports: unreachable })
    assert.deepEqual([drain, again, noted], [drained, 10, []])
  })

  it('is not drained while a consistent look shows a pod that the cache had not seen', async () => {
    const { did, drain } = await run({ node: aNode('n1', inMark), newPods: [aPod('late')] })
    assert.deepEqual([did, drain?.state, drain?.remaining], [['evict late'], 'Draining', 1])
  })

  it('does not read the Node when there is nothing to do about it', async () => {
    const node = aNode('n1', inMark)
    const { drain, noted } = await run({ node, member: aMember('n1', onceDrained), ports: { readNode: failing } })
    assert.deepEqual([drain, noted], [drained, []])
  })

  it('evicts nothing while it cannot be cordoned again', async () => {
    const live = { ...aNode('n1', inMark), spec: {} }
    const member = aMember('n1', onceDraining)
    const ports: Partial<Cluster> = { patchNode: async () => 'conflict' }
    const { did, told, drain, again } = await run({ node: aNode('n1', inMark), live, member, pods: [aPod('a')], ports })
    assert.deepEqual([did, told, drain?.state, again], [[], [], 'Draining', 2])
  })

  it('evicts nothing when the mark has just been taken away', async () => {
    const { did, again } = await run({ node: aNode('n1', inMark), live: aNode('n1'), pods: [aPod('a')] })
    assert.deepEqual([did, again], [[], 2])
  })

  it('evicts nothing when the Node has just been marked anew', async () => {
    const live = aNode('n1', carrying(aSlot({ id: '95' })))
    const { did, again } = await run({ node: aNode('n1', inMark), live, pods: [aPod('a')] })
    assert.deepEqual([did, again], [[], 2])
  })

  it('does nothing when the Node has just gone', async () => {
    const { did, again } = await run({ node: aNode('n1', inMark), live: undefined, pods: [aPod('a')] })
    assert.deepEqual([did, again], [[], undefined])
  })

  for (const [what, ports] of [
    ['the Node', { readNode: unreachable.readNode }],
    ['its pods', { recentPodsOn: unreachable.recentPodsOn }],
  ] as const) {
    it(`keeps what the member says of the drain when ${what} cannot be read, and looks again`, async () => {
      const node = aNode('n1', inMark)
      const given = { node, member: aMember('n1', onceDrained), pods: [aPod('late')], ports }
      const { drain, again, noted } = await run(given)
      assert.deepEqual([drain, again, noted], [drained, 5, ['no answer within 3 s']])
    })
  }

  it('repeats in the member what a rollout must know of the mark', async () => {
    const { member } = await run({ node: aNode('n1', carrying(aSlot({ bestEffort: true }))) })
    const { id, pool, attempt, since, uncordon } = aSlot()
    assert.deepEqual(member?.slot, { id, pool, attempt, since, uncordon, bestEffort: true })
  })

  it('names the right that is missing when nobody may list the pods, and times out all the same', async () => {
    const message = 'pods is forbidden: User "operator" cannot list resource "pods"'
    const refusal = { kind: 'api-refused', call: 'GET /api/v1/pods', status: 403, reason: 'Forbidden', message }
    const ports: Partial<Cluster> = { recentPodsOn: async () => Promise.reject(refusal) }
    const soon = await run({ node: aNode('n1', inMark), ports })
    assert.deepEqual(
      [soon.did, soon.drain?.state, soon.drain?.blockers],
      [[], 'Blocked', [{ pod: 'all', reason: message }]],
    )
    const late = await run({ node: aNode('n1', carrying(aSlot({ since: '2026-01-01T00:00:00Z' }))), ports })
    assert.deepEqual([late.did, late.drain?.state], [[], 'TimedOut'])
  })

  it('does not take over a drain under another mark', async () => {
    const member = aMember('n1', marked('80', 'bbbbbbbbbbbb', 'Drained'))
    const { drain } = await run({ node: aNode('n1', inMark), member, ports: unreachable })
    assert.equal(drain, undefined)
  })

  it('does not take over a drain of an older machine of the same name', async () => {
    const member = aMember('n1', onceDrained, being({ nodeUID: 'older' }))
    const { drain } = await run({ node: aNode('n1', inMark), member, ports: unreachable })
    assert.equal(drain, undefined)
  })
})

describe('node-sync takes a mark away', () => {
  const half = annotated({ [NODE_SLOT_ANNOTATION]: 'nonsense' })
  const cases = [
    {
      name: 'when its pool is gone',
      given: { node: aNode('n1', inMark), withoutPool: true },
      did: ['unmark and uncordon'],
      told: /pool workers is gone, since this node is not the pool's/,
    },
    {
      name: 'when it is another pool’s',
      given: { node: aNode('n1', carrying(aSlot({ pool: 'others' }))) },
      did: ['unmark and uncordon'],
      told: /pool others is gone/,
    },
    {
      name: 'when it is a prior cordon’s, and leaves that',
      given: { node: aNode('n1', carrying(aSlot({ uncordon: false }))), withoutPool: true },
      did: ['unmark and leave the cordon'],
      told: /MarkTakenAway/,
    },
    {
      name: 'when its label names another pool',
      given: { node: aNode('n1', inMark, labelled({ [NODE_SLOT_LABEL]: 'others' })) },
      did: ['unmark and uncordon'],
      told: /not whole and is gone: label .* is not "workers"/,
    },
    {
      name: 'that cannot be read, and leaves a cordon of which nobody knows whose it is',
      given: { node: aNode('n1', cordoned, half) },
      did: ['unmark and leave the cordon'],
      told: /cannot be read; if the node is still cordoned, uncordon it/,
    },
    {
      name: 'that cannot be read, with the cordon that the member remembers as ours',
      given: { node: aNode('n1', cordoned, half), member: aMember('n1', onceDraining) },
      did: ['unmark and uncordon'],
      told: /MarkTakenAway/,
    },
    {
      name: 'that a Node brought along from the machine before it',
      given: { node: aNode('n1', inMark, made('2026-01-02T00:01:01Z')), pods: [aPod('a')] },
      did: ['unmark and uncordon'],
      told: /older than the Node/,
    },
  ]
  for (const { name, given, did, told } of cases) {
    it(name, async () => {
      const result = await run(given)
      assert.deepEqual(result.did, did)
      assert.equal(result.told.length, 1)
      assert.match(result.told.join(), told)
      assert.equal(result.again, undefined)
      assert.equal(result.drain, undefined)
    })
  }

  it('only once the host cannot reboot by it any more', async () => {
    const ports: Partial<Cluster> = { readUpdate: async () => anUpdate('n1', rebootOrder('90')) }
    const { did, told, again } = await run({ node: aNode('n1', inMark), withoutPool: true, ports })
    assert.deepEqual([did, told, again], [[], [], 2])
  })

  it('and tries again when the API server does not answer', async () => {
    const { did, again, labels } = await run({ node: aNode('n1', inMark), withoutPool: true, ports: unreachable })
    assert.deepEqual([did, again], [[], 5])
    assert.deepEqual(Object.values(labels), [null])
  })
})

describe('node-sync of a Node without a mark', () => {
  it('asks the API server nothing and writes nothing of an older machine into the member', async () => {
    const member = aMember('n1', onceDrained, being({ nodeUID: 'older', failed: { attempt: 'x', reason: 'y' } }))
    const { did, drain, again, ...answer } = await run({ node: aNode('n1'), member, ports: unreachable })
    assert.deepEqual([did, drain, again], [[], undefined, undefined])
    assert.equal(answer.member?.slot, undefined)
    assert.equal(answer.member?.failed, undefined)
    assert.equal(answer.member?.nodeUID, 'node-n1')
  })
})
