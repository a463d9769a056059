import assert from 'node:assert/strict'
import type { BootcNodeUpdate, BootcNodeUpdateSpec } from '../../../hooks/api/bootc-node-update'
import type { BootcPoolMember } from '../../../hooks/api/bootc-pool-member'
import type { BootcRollout } from '../../../hooks/api/bootc-rollout'
import type { Node } from '../../../hooks/api/kubernetes'
import { readMark } from '../../../hooks/api/mark'
import { MEMBER_KEY, NODE_SLOT_LABEL, UPDATE_KEY } from '../../../hooks/api/names'
import type { Cluster, NodePatch } from '../../../hooks/ports/cluster'
import { syncRollout } from '../../../hooks/rollout-sync/sync'
import { aMember, being, marked } from '../../builders/a-member'
import { aNode, aSlot, carrying, notReady } from '../../builders/a-node'
import { aPod } from '../../builders/a-pod'
import { aRollout, withSettings, withSpec } from '../../builders/a-rollout'
import { anUpdate, inBoot, ordering, rebootOrder, reporting, running, staged } from '../../builders/an-update'
import { imageOf, NEW, OLD } from '../../builders/digests'
import { someSeconds } from '../../builders/settings'
import { clusterWith } from '../../support/fake-cluster'

const ATTEMPT = 'bbbbbbbbbbbb'
const NOW = '2026-01-02T00:15:00.000Z'
const MARK = '90'

interface Given {
  readonly rollout?: BootcRollout
  readonly member?: BootcPoolMember
  readonly update?: BootcNodeUpdate
  readonly cluster?: Partial<Cluster>
}

/** One sync of a pool of the one node n1; answers its order, the patches that were made, and what else was answered. */
const syncOne = async ({ rollout = aRollout(), member, update, cluster = {} }: Given) => {
  const patches: NodePatch[] = []
  const ports = clusterWith({
    patchNode: async (_name, _version, patch) => {
      patches.push(patch)
      return 'done'
    },
    readUpdate: async () => update,
    ...cluster,
  })
  const answer = await syncRollout({ cluster: ports, now: () => new Date(NOW), noted: () => {} })({
    parent: rollout,
    children: { [UPDATE_KEY]: update === undefined ? {} : { n1: update } },
    related: { [MEMBER_KEY]: member === undefined ? {} : { n1: member } },
  })
  const order = answer.children[0]?.spec as BootcNodeUpdateSpec | undefined
  return { answer, order, patches }
}

const nodeIs = (node: Node | undefined): Partial<Cluster> => ({
  readNode: async () => node,
  markedNodes: async () => {
    const mark = node && readMark(node.metadata)
    return mark?.state === 'whole' ? [{ name: 'n1', labels: {}, slot: mark.slot }] : []
  },
})
const markedNode = aNode('n1', carrying(aSlot()))
const drained = aMember('n1', marked(MARK, ATTEMPT, 'Drained'))
const paused = aRollout(withSpec({ paused: true }))

describe('a reboot order', () => {
  it('is given to a drained node, bound to its boot, its mark and the image', async () => {
    const cluster = { ...nodeIs(markedNode), recentPodsOn: async () => [] }
    const { order } = await syncOne({ member: drained, update: anUpdate('n1', staged()), cluster })
    assert.deepEqual(order, {
      ...anUpdate('n1').spec,
      step: 'Reboot',
      since: NOW,
      reboot: { fromBoot: 'boot-1/0', mark: MARK, policy: 'RebootOnly' },
    })
  })

  const refusals = [
    {
      name: 'a pod is on the node after all',
      cluster: { ...nodeIs(markedNode), recentPodsOn: async () => [aPod('a')] },
    },
    { name: 'the mark has gone meanwhile', cluster: nodeIs(aNode('n1')) },
    { name: 'another mark is there', cluster: nodeIs(aNode('n1', carrying(aSlot({ id: '91' })))) },
    { name: 'somebody uncordoned the node', cluster: nodeIs({ ...markedNode, spec: {} }) },
    {
      name: 'the Node is another machine',
      cluster: nodeIs({ ...markedNode, metadata: { ...markedNode.metadata, uid: 'x' } }),
    },
    { name: 'the API server does not answer', cluster: { readNode: async () => Promise.reject(new Error('no')) } },
  ]
  for (const { name, cluster } of refusals) {
    it(`is not given when ${name}; it is looked at again soon`, async () => {
      const { order, answer } = await syncOne({ member: drained, update: anUpdate('n1', staged()), cluster })
      assert.equal(order?.step, 'Stage')
      assert.equal(answer.resyncAfterSeconds, 2)
    })
  }

  it('is not given to a node that is marked beyond the budget: somebody else filled at the same time', async () => {
    const other = { name: 'n0', labels: {}, slot: aSlot({ id: '80', since: '2026-01-01T00:00:00Z' }) }
    const mine = { name: 'n1', labels: {}, slot: aSlot() }
    const cluster = { ...nodeIs(markedNode), markedNodes: async () => [mine, other], recentPodsOn: async () => [] }
    const { order, answer } = await syncOne({ member: drained, update: anUpdate('n1', staged()), cluster })
    assert.equal(order?.step, 'Stage')
    assert.match((answer.status as { message: string }).message, /n1 waits: more nodes are marked/)
  })

  it('is not given while something else is ready', async () => {
    const { order } = await syncOne({ member: drained, update: anUpdate('n1', staged(OLD)) })
    assert.equal(order?.step, 'Stage')
  })

  it('stays the same, time included, while it is carried out', async () => {
    const update = anUpdate('n1', staged(), rebootOrder(MARK), reporting({ phase: 'Rebooting' }))
    const { order } = await syncOne({ member: drained, update })
    assert.deepEqual(order, update.spec)
  })

  it('stays on a finished node as a dead letter', async () => {
    const update = anUpdate('n1', rebootOrder(MARK), running(NEW), inBoot('boot-2/0'))
    const cluster = { readScope: async () => undefined }
    const { order } = await syncOne({ member: aMember('n1', being({ bootID: 'boot-2' })), update, cluster })
    assert.deepEqual(order, update.spec)
  })

  it('that a user wrote without a mark goes back to Stage', async () => {
    const forged = anUpdate('n1', staged(), rebootOrder('forged'))
    const cluster = { markedNodes: async () => [], readNode: async () => undefined }
    const { order } = await syncOne({ member: aMember('n1'), update: forged, cluster })
    assert.equal(order?.step, 'Stage')
    assert.equal(order?.reboot, undefined)
  })

  it('with another image that a user wrote is replaced', async () => {
    const forged = anUpdate('n1', ordering({ image: imageOf(OLD) }))
    const { order } = await syncOne({ member: aMember('n1'), update: forged })
    assert.equal(order?.image, imageOf(NEW))
  })
})

describe('a pause', () => {
  it('first takes the order back, and leaves the mark while the host may still reboot by it', async () => {
    const update = anUpdate('n1', staged(), rebootOrder(MARK))
    const { order, patches, answer } = await syncOne({
      rollout: paused,
      member: drained,
      update,
      cluster: nodeIs(markedNode),
    })
    assert.equal(order?.step, 'Stage')
    assert.deepEqual(patches, [])
    assert.equal(answer.resyncAfterSeconds, 2)
  })

  it('takes mark and cordon away once the order is seen to be back at Stage', async () => {
    const update = anUpdate('n1', staged())
    const { patches } = await syncOne({ rollout: paused, member: drained, update, cluster: nodeIs(markedNode) })
    assert.deepEqual(
      patches.map(({ unschedulable }) => unschedulable),
      [false],
    )
  })

  it('leaves the slot to an agent that says that it reboots', async () => {
    const update = anUpdate('n1', staged(), reporting({ phase: 'Rebooting' }))
    const { patches } = await syncOne({ rollout: paused, member: drained, update, cluster: nodeIs(markedNode) })
    assert.deepEqual(patches, [])
  })

  it('looks at the live object: an order that the cache does not show yet keeps the mark', async () => {
    const live = anUpdate('n1', staged(), rebootOrder(MARK))
    const cluster = { ...nodeIs(markedNode), readUpdate: async () => live }
    const { patches } = await syncOne({ rollout: paused, member: drained, update: anUpdate('n1', staged()), cluster })
    assert.deepEqual(patches, [])
  })

  it('keeps a cordon that was there before us', async () => {
    const before = aNode('n1', carrying(aSlot({ uncordon: false })))
    const { patches } = await syncOne({
      rollout: paused,
      member: drained,
      update: anUpdate('n1', staged()),
      cluster: nodeIs(before),
    })
    assert.deepEqual(
      patches.map(({ unschedulable }) => unschedulable),
      [undefined],
    )
  })
})

describe('a node that booted the target', () => {
  const back = anUpdate('n1', rebootOrder(MARK), running(NEW), inBoot('boot-2/0', '2026-01-02T00:14:50Z'))
  const member = (changes: Parameters<typeof being>[0]): BootcPoolMember =>
    being({ bootID: 'boot-2', ...changes })(drained)
  const cluster = nodeIs(markedNode)

  it('gives its slot back after minReadySeconds of the new boot, not before', async () => {
    const early = await syncOne({ member: member({}), update: back, cluster })
    assert.deepEqual(early.patches, [])
    assert.equal(early.answer.resyncAfterSeconds, 20)
    const rollout = aRollout(withSettings({ minReadySeconds: someSeconds(10) }))
    const due = await syncOne({ rollout, member: member({}), update: back, cluster })
    assert.deepEqual(
      due.patches.map(({ unschedulable }) => unschedulable),
      [false],
    )
  })

  const unproven = [
    { name: 'it is NotReady', member: member({ ready: false }) },
    { name: 'it is Ready under an older boot id only', member: member({ bootID: 'boot-1' }) },
    { name: 'it became Ready just now', member: member({ readySince: '2026-01-02T00:14:55Z' }) },
  ]
  for (const { name, member } of unproven) {
    it(`keeps its slot while ${name}`, async () => {
      const rollout = aRollout(withSettings({ minReadySeconds: someSeconds(10) }))
      assert.deepEqual((await syncOne({ rollout, member, update: back, cluster })).patches, [])
    })
  }

  it('does not count when it still reports the boot that it was to leave', async () => {
    const same = anUpdate('n1', rebootOrder(MARK), running(NEW))
    assert.deepEqual((await syncOne({ member: drained, update: same, cluster })).patches, [])
  })
})

describe('a slot', () => {
  const update = anUpdate('n1', staged())
  const none = { markedNodes: async () => [] }

  it('is given by one write that marks and cordons', async () => {
    const { patches } = await syncOne({ member: aMember('n1'), update, cluster: { ...nodeIs(aNode('n1')), ...none } })
    assert.equal(patches.length, 1)
    assert.equal(patches[0]?.unschedulable, true)
    const slot = JSON.parse(patches[0]?.annotations?.['node.bootc.dev/slot'] ?? '{}')
    assert.equal(slot.id, '100', 'the mark is named after the resourceVersion that it is bound to')
    assert.equal(slot.attempt, ATTEMPT)
    assert.equal(slot.uncordon, true)
  })

  const refusals = [
    {
      name: 'somebody cordoned the Node meanwhile',
      node: aNode('n1', node => ({ ...node, spec: { unschedulable: true } })),
    },
    { name: 'the Node went NotReady meanwhile', node: aNode('n1', notReady) },
    { name: 'the Node has a mark already', node: markedNode },
    { name: 'the Node is gone', node: undefined },
  ]
  for (const { name, node } of refusals) {
    it(`is not given when ${name}`, async () => {
      const { patches } = await syncOne({ member: aMember('n1'), update, cluster: { ...nodeIs(node), ...none } })
      assert.deepEqual(patches, [])
    })
  }

  it('is not given when a live look finds the budget used, though the members do not show it yet', async () => {
    const other = { name: 'n7', labels: { [NODE_SLOT_LABEL]: 'workers' }, slot: aSlot() }
    const cluster = { ...nodeIs(aNode('n1')), markedNodes: async () => [other] }
    assert.deepEqual((await syncOne({ member: aMember('n1'), update, cluster })).patches, [])
  })

  it('is given back when two were given at once and this one ranks last', async () => {
    let lists = 0
    const other = { name: 'n0', labels: {}, slot: aSlot({ since: '2026-01-01T00:00:00Z' }) }
    const mine = { name: 'n1', labels: {}, slot: aSlot({ since: NOW, id: '100' }) }
    const cluster: Partial<Cluster> = {
      markedNodes: async () => (lists++ === 0 ? [] : [other, mine]),
      readNode: async () => (lists < 2 ? aNode('n1') : aNode('n1', carrying(mine.slot))),
    }
    const { patches } = await syncOne({ member: aMember('n1'), update, cluster })
    assert.deepEqual(
      patches.map(({ unschedulable }) => unschedulable),
      [true, false],
    )
  })
})

describe('a node without a member', () => {
  const update = anUpdate('n1', staged(), rebootOrder(MARK))
  it('keeps its update as it was while its Node is ours', async () => {
    const { order, answer } = await syncOne({ update, cluster: nodeIs(aNode('n1')) })
    assert.deepEqual(order, update.spec)
    assert.equal(answer.resyncAfterSeconds, 2)
  })
  it('keeps it when the Node cannot be read', async () => {
    const cluster = { readNode: async () => Promise.reject(new Error('unreachable')) }
    assert.deepEqual((await syncOne({ update, cluster })).order, update.spec)
  })
  it('loses it when the Node is gone', async () => {
    assert.deepEqual((await syncOne({ update, cluster: nodeIs(undefined) })).answer.children, [])
  })
})
