import assert from 'node:assert/strict'
import { NODE_POOL_LABEL } from '../../../hooks/api/names'
import type { Drain } from '../../../hooks/api/slot'
import { syncNode } from '../../../hooks/node-sync/sync'
import type { Cluster } from '../../../hooks/ports/cluster'
import { aMember, being, marked } from '../../builders/a-member'
import { aNode, aSlot, carrying, labelled, notReady } from '../../builders/a-node'
import { aPod } from '../../builders/a-pod'
import { aCount } from '../../builders/settings'
import { asJson } from '../../support/as-json'
import { clusterWith } from '../../support/fake-cluster'
import { failing, inMark, onceDrained, onceDraining, requestOf, run, unreachable } from './run-sync'

const drained: Drain = { id: '90', state: 'Drained', remaining: aCount(0), blockers: [] }

describe('node-sync of a marked Node', () => {
  it('evicts, and looks again', async () => {
    const { did, told, drain, again } = await run({ node: aNode('n1', inMark), pods: [aPod('a'), aPod('b')] })
    assert.deepEqual(did, ['evict a', 'evict b'])
    assert.deepEqual(told, [])
    assert.deepEqual([drain?.state, drain?.remaining, again], ['Draining', 2, 1])
  })

  it('names the budget that refuses, in the member and once in an event', async () => {
    const eviction = { outcome: 'refused', reason: 'The disruption budget db needs 1 healthy pods' } as const
    const node = aNode('n1', inMark)
    const first = await run({ node, pods: [aPod('a')], eviction })
    assert.deepEqual(first.drain?.blockers, [{ pod: 'apps/a', reason: eviction.reason }])
    assert.equal(first.again, 10)
    assert.match(first.told.join(), /^DrainBlocked: 1 pod left to drain.*apps\/a: The disruption budget db/)
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
    assert.match(told.join(), /^Recordoned: this node was uncordoned/)
  })

  it('is not drained any more when somebody uncordoned it: pods may have come', async () => {
    const node = { ...aNode('n1', inMark), spec: {} }
    const { drain } = await run({ node, member: aMember('n1', onceDrained) })
    assert.equal(drain, undefined)
  })

  it('stays drained while it is down, and nobody looks at it before it is Ready, which is an event', async () => {
    const node = aNode('n1', inMark, notReady)
    const { drain, again, noted } = await run({ node, member: aMember('n1', onceDrained), ports: unreachable })
    assert.deepEqual([drain, again, noted], [drained, undefined, []])
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
    const { id, pool, attempt, since, uncordon, drain } = aSlot()
    assert.deepEqual(asJson(member?.slot), { id, pool, attempt, since, uncordon, drain, bestEffort: true })
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

  it('names what fails for good in a drain that lasts, and times out all the same', async () => {
    const since = (time: string) => aNode('n1', carrying(aSlot({ since: time })))
    const member = aMember('n1', onceDraining)
    const young = await run({ node: since('2026-01-02T00:00:30Z'), member, ports: unreachable })
    assert.equal(young.drain?.state, 'Draining', 'it may pass')
    const old = await run({ node: since('2026-01-01T23:30:00Z'), member, ports: unreachable })
    assert.deepEqual([old.drain?.state, old.drain?.blockers[0]?.pod], ['Blocked', 'all'])
    const due = await run({ node: since('2026-01-01T23:00:30Z'), member, ports: unreachable })
    assert.equal(due.drain?.state, 'Blocked', 'it may have ended in time, and nobody could see it yet')
    const late = await run({ node: since('2026-01-01T22:59:00Z'), member, ports: unreachable })
    assert.equal(late.drain?.state, 'TimedOut')
    const drained = await run({
      node: since('2026-01-01T22:59:00Z'),
      member: aMember('n1', onceDrained),
      ports: unreachable,
    })
    assert.equal(drained.drain?.state, 'Drained')
  })

  it('does not take over a drain under another mark', async () => {
    const member = aMember('n1', marked('80', 'bbbbbbbbbbbb', 'Drained'))
    const { drain, did } = await run({ node: aNode('n1', inMark), member, pods: [aPod('a')] })
    assert.deepEqual([drain?.state, did], ['Draining', ['evict a']])
  })

  it('does not take over a drain of an older machine of the same name', async () => {
    const member = aMember('n1', onceDrained, being({ nodeUID: 'older' }))
    const { drain, did } = await run({ node: aNode('n1', inMark), member, pods: [aPod('a')] })
    assert.deepEqual([drain?.state, did], ['Draining', ['remove the update', 'evict a']])
  })
})

describe('node-sync of a Node without a mark', () => {
  it('evicts nothing, and writes nothing of an older machine into its update', async () => {
    const member = aMember('n1', onceDrained, being({ nodeUID: 'older', failed: { attempt: 'x', reason: 'y' } }))
    const { did, drain, again, ...answer } = await run({ node: aNode('n1'), member })
    assert.deepEqual([did, drain, again], [['remove the update'], undefined, undefined])
    assert.equal(answer.member?.slot, undefined)
    assert.equal(answer.member?.failed, undefined)
    assert.equal(answer.member?.nodeUID, 'node-n1')
  })
})

describe('node-sync of a Node that can never be a bootc host', () => {
  const windows = aNode('win-1', labelled({ 'kubernetes.io/os': 'windows' }))

  it('makes no member of it, and says once which pool leaves it out, and why', async () => {
    const told: string[] = []
    const cluster = clusterWith({
      readUpdate: async () => undefined,
      recordEvent: ({ reason, message }) => told.push(`${reason}: ${message}`),
    })
    const sync = syncNode({
      cluster,
      now: () => new Date('2026-01-02T00:01:00Z'),
      operatorNode: undefined,
      operatorPod: undefined,
      onEffectFailure: () => {},
    })
    const answers = [await sync(requestOf({ node: windows })), await sync(requestOf({ node: windows }))]
    for (const { labels } of answers) assert.deepEqual(labels, { [NODE_POOL_LABEL]: null })
    assert.deepEqual(told, [
      'NotAHost: left out of pool workers: it is a Windows node (label kubernetes.io/os=windows), which can never be a bootc host',
    ])
  })

  it('says nothing of it while no pool selects it', async () => {
    const { told, member } = await run({ node: windows, withoutPool: true })
    assert.deepEqual([told, member], [[], undefined])
  })
})
