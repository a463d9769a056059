import assert from 'node:assert/strict'
import { NODE_SLOT_LABEL } from '../../../hooks/api/names'
import type { Cluster } from '../../../hooks/ports/cluster'
import type { NamedMember } from '../../builders/a-member'
import { aMember, being } from '../../builders/a-member'
import { aNode, aSlot, carrying, notReady } from '../../builders/a-node'
import { aRollout, withSettings } from '../../builders/a-rollout'
import { anUpdate, inBoot, rebootOrder, running, staged } from '../../builders/an-update'
import { NEW } from '../../builders/digests'
import { someSeconds } from '../../builders/settings'

import { ATTEMPT, MARK, NOW } from '../failures/one-sync'
import { drained, markedNode, nodeIs, syncOne } from './sync-one'

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

describe('a node that booted the target', () => {
  const back = anUpdate('n1', rebootOrder(MARK), running(NEW), inBoot('boot-2/0', '2026-01-02T00:14:50Z'))
  const member = (changes: Parameters<typeof being>[0]): NamedMember => being({ bootID: 'boot-2', ...changes })(drained)
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
