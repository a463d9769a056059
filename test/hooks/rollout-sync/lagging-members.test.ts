import assert from 'node:assert/strict'
import { aMember } from '../../builders/a-member'
import { aNode, aSlot, carrying } from '../../builders/a-node'
import { aRollout, withSettings } from '../../builders/a-rollout'
import { anUpdate, staged } from '../../builders/an-update'
import { aCount } from '../../builders/settings'
import { MARK, syncScene } from '../failures/one-sync'

describe('a slot that a Node has and no member shows yet', () => {
  const marked = aNode('n1', carrying(aSlot({ id: MARK })))
  const scene = (limit: number) => ({
    rollout: aRollout(withSettings({ maxUnavailable: aCount(limit) })),
    nodes: [
      { member: aMember('n1'), update: anUpdate('n1', staged()), live: marked },
      { member: aMember('n2'), update: anUpdate('n2', staged()) },
      { member: aMember('n3'), update: anUpdate('n3', staged()) },
    ],
  })

  it('counts: no other node starts beside it', async () => {
    assert.deepEqual((await syncScene(scene(1))).did, [])
  })

  it('counts once: one more starts where two may', async () => {
    assert.deepEqual((await syncScene(scene(2))).did, ['marks n2 and cordons it'])
  })
})
