import assert from 'node:assert/strict'
import { updateName } from '../../../hooks/rollout-sync/image-names'
import { observe } from '../../../hooks/rollout-sync/observed'
import { aMember } from '../../builders/a-member'
import { aRollout } from '../../builders/a-rollout'
import { anUpdate, staged } from '../../builders/an-update'
import { relatedNodes } from '../../builders/related'

describe('the name of an image that a rollout leads to', () => {
  it('needs no search of all nodes for each node that is named', () => {
    const names = ['n1', 'n2', 'n3']
    const observed = observe(
      {
        parent: aRollout(),
        related: relatedNodes(names.map(name => [aMember(name), anUpdate(name, staged())] as const)),
      },
      new Date('2026-01-02T00:05:00Z'),
    )
    let searches = 0
    const counted = {
      ...observed,
      get nodes() {
        searches += 1
        return observed.nodes
      },
    }
    const said = observed.nodes.map(node => updateName(node, counted))
    assert.equal(said.length, 3)
    assert.equal(searches, 0, 'a pool of 5000 nodes took 25 million looks')
  })
})
