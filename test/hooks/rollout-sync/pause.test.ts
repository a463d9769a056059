import assert from 'node:assert/strict'
import type { Cluster } from '../../../hooks/ports/cluster'
import { joined } from '../../builders/a-member'
import { aNode, aSlot, carrying } from '../../builders/a-node'
import { aRollout, withSpec } from '../../builders/a-rollout'
import { anUpdate, rebootOrder, reporting, staged } from '../../builders/an-update'

import { MARK } from '../failures/one-sync'
import { drained, markedNode, nodeIs, syncOne } from './sync-one'

const paused = aRollout(withSpec({ paused: true }))

describe('a pause', () => {
  it('takes the order back, then the mark, in one go', async () => {
    const update = anUpdate('n1', staged(), rebootOrder(MARK))
    const did: string[] = []
    const cluster: Partial<Cluster> = {
      ...nodeIs(markedNode),
      patchUpdate: async (_seen, { order }) => {
        did.push(`order ${order?.step} ${order?.id}`)
        return 'done'
      },
      patchNode: async () => {
        did.push('unmark')
        return 'done'
      },
    }
    await syncOne({ rollout: paused, member: drained, update, cluster })
    assert.deepEqual(did, ['order Stage 2', 'unmark'])
  })

  it('leaves the mark when the update changed since it was read: its agent may just have begun', async () => {
    const update = anUpdate('n1', staged(), rebootOrder(MARK))
    const cluster: Partial<Cluster> = { ...nodeIs(markedNode), patchUpdate: async () => 'conflict' }
    const { patches, answer } = await syncOne({ rollout: paused, member: drained, update, cluster })
    assert.deepEqual([patches, answer.resyncAfterSeconds], [[], 2])
  })

  it('changes an order that lets nobody reboot all the same: one that does may be on its way', async () => {
    const update = anUpdate('n1', staged())
    const { order } = await syncOne({ rollout: paused, member: drained, update, cluster: nodeIs(markedNode) })
    assert.deepEqual([order?.step, order?.id], ['Stage', 1])
    assert.notEqual(order?.since, update.spec.order?.since)
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

  it('looks at the live object: an order that the cache does not show yet is taken back too', async () => {
    const live = joined(drained, anUpdate('n1', staged(), rebootOrder(MARK)))
    const cluster = { ...nodeIs(markedNode), readUpdate: async () => live }
    const { order } = await syncOne({ rollout: paused, member: drained, update: anUpdate('n1', staged()), cluster })
    assert.deepEqual([order?.step, order?.id], ['Stage', 2])
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
