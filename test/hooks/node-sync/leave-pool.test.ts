import assert from 'node:assert/strict'
import { readMark } from '../../../hooks/api/mark'
import type { StoredUpdate } from '../../../hooks/api/stored-update'
import { leavePool } from '../../../hooks/node-sync/leave-pool'
import type { Cluster, PatchOutcome } from '../../../hooks/ports/cluster'
import { aNode, aSlot, carrying } from '../../builders/a-node'
import { anUpdate, rebootOrder, reporting, staged } from '../../builders/an-update'
import { clusterWith } from '../../support/fake-cluster'

const SINCE = Date.parse('2026-01-02T00:00:00Z')
const ordered = anUpdate('n1', staged(), rebootOrder('90'))
const begun = reporting({ phase: 'Rebooting' })(ordered)
const noted = (update: StoredUpdate): StoredUpdate => ({
  ...update,
  spec: { ...update.spec, node: { ...update.spec.node, pool: '' } },
})

interface Given {
  readonly update?: StoredUpdate
  readonly node?: ReturnType<typeof aNode>
  readonly seconds?: number
  readonly outcome?: PatchOutcome
}

/** One turn of a Node that no pool claims; answers what was written, in its order. */
const leave = async ({ update, node = aNode('n1'), seconds = 60, outcome = 'done' }: Given) => {
  const did: string[] = []
  const cluster: Cluster = clusterWith({
    readNode: async () => node,
    readUpdate: async () => update,
    patchUpdate: async (_seen, { node: part, order }) => {
      did.push(part === undefined ? `order ${order?.step} ${order?.id}` : `pool "${part.pool}"`)
      return outcome
    },
    removeUpdate: async () => {
      did.push('remove')
      return outcome
    },
    patchNode: async () => {
      did.push('unmark')
      return 'done'
    },
  })
  const left = { node, mark: readMark(node.metadata), update }
  const again = await leavePool(cluster, left, new Date(SINCE + seconds * 1000))
  return { did, again }
}

describe('a Node that no pool claims any more', () => {
  it('loses its update at once when its host has no order to reboot', async () => {
    assert.deepEqual(await leave({ update: anUpdate('n1', staged()) }), { did: ['remove'], again: undefined })
  })

  it('is noted to be in no pool before anything else is written, so that no order is given to it any more', async () => {
    assert.deepEqual(await leave({ update: ordered }), { did: ['pool ""'], again: 2 })
    assert.deepEqual(await leave({ update: ordered, outcome: 'conflict' }), { did: ['pool ""'], again: 1 })
  })

  it('has its reboot order taken back next, and keeps its update meanwhile', async () => {
    assert.deepEqual(await leave({ update: noted(ordered) }), { did: ['order Stage 2'], again: 2 })
  })

  it('keeps its update while its host reboots, until its kubelet speaks of another boot', async () => {
    assert.deepEqual(await leave({ update: noted(begun) }), { did: ['order Stage 2'], again: 2 })
    const other = aNode('n1')
    const back = { ...other, status: { ...other.status, nodeInfo: { bootID: 'boot-2', architecture: 'amd64' } } }
    assert.deepEqual(await leave({ update: noted(begun), node: back }), { did: ['remove'], again: undefined })
  })

  it('is let go when the reboot does not come', async () => {
    const update = noted(anUpdate('n1', staged(), reporting({ phase: 'Rebooting' })))
    assert.deepEqual(await leave({ update, seconds: 1200 }), { did: [], again: 2 })
    assert.deepEqual(await leave({ update, seconds: 1201 }), { did: ['remove'], again: undefined })
  })

  it('loses its order before its mark', async () => {
    const node = aNode('n1', carrying(aSlot()))
    assert.deepEqual((await leave({ update: noted(ordered), node })).did, ['order Stage 2', 'unmark'])
  })

  it('keeps its mark while its host reboots', async () => {
    const node = aNode('n1', carrying(aSlot()))
    assert.deepEqual(await leave({ update: noted(begun), node }), { did: ['order Stage 2'], again: 2 })
  })

  it('is looked at again when its update changed while it was being removed', async () => {
    const update = anUpdate('n1', staged())
    assert.deepEqual(await leave({ update, outcome: 'conflict' }), { did: ['remove'], again: 1 })
  })
})
