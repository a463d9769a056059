import assert from 'node:assert/strict'
import { aNode, aSlot, carrying } from '../../builders/a-node'
import { aRollout, withSpec } from '../../builders/a-rollout'
import { anUpdate, rebootOrder, reporting, staged } from '../../builders/an-update'

import { MARK } from '../failures/one-sync'
import { drained, markedNode, nodeIs, syncOne } from './sync-one'

const paused = aRollout(withSpec({ paused: true }))

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
