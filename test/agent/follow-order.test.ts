import assert from 'node:assert/strict'
import { createFollower } from '../../agent/loop/follow-order'
import type { Parts } from '../../agent/loop/parts'
import { situation } from './support/situations'

const identity = { nodeName: 'node-1', nodeUID: 'uid-1' }

describe('an order of another id', () => {
  it('forgets what failed under the one before, also while an action of that one runs', async () => {
    const { order, host } = situation()
    assert.ok(order.kind !== 'none')
    let id = 1
    let forgotten = 0
    const parts = {
      update: { current: () => ({ spec: { order: { id } } }) },
      runner: { action: () => ({ do: 'lock' }) },
      backoff: {
        succeeded: () => {
          forgotten += 1
        },
      },
      units: { ask: async () => undefined },
      watcher: { view: () => host },
    }
    const follow = createFollower(parts as unknown as Parts)
    await follow({ order, identity })
    assert.equal(forgotten, 1, 'of the agent before this one')
    await follow({ order, identity })
    assert.equal(forgotten, 1, 'the same order')
    id = 2
    await follow({ order, identity })
    assert.equal(forgotten, 2, 'another order')
  })
})
