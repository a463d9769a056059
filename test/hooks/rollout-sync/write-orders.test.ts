import assert from 'node:assert/strict'
import { performer } from '../../../hooks/rollout-sync/act/performer'
import { writeOrders } from '../../../hooks/rollout-sync/act/write-orders'
import { anUpdate, ordering, rebootOrder, staged } from '../../builders/an-update'
import { clusterWith } from '../../support/fake-cluster'

const update = anUpdate('n1', staged())
const { order } = anUpdate('n1', rebootOrder('90'), ordering({ id: 2 })).spec
assert.ok(order !== undefined)

/** What the API server has by now, of which nothing was known when the order was decided. */
const later = { ...update, metadata: { ...update.metadata, resourceVersion: '2' } }

describe('an order', () => {
  it('is written over the update that it was decided on, and loses when that has changed', async () => {
    const seen: unknown[] = []
    const cluster = clusterWith({
      readUpdate: async () => later,
      patchUpdate: async decidedOn => {
        seen.push(decidedOn)
        return decidedOn.metadata.resourceVersion === '2' ? 'done' : 'conflict'
      },
    })
    const todo = performer(() => true)
    const { names, isUnfinished } = await writeOrders(todo, cluster, [{ update, order }])
    assert.deepEqual(seen, [update])
    assert.deepEqual([names.size, isUnfinished, todo.problems], [0, true, []])
  })
})
