import assert from 'node:assert/strict'
import { aMember, being } from '../../builders/a-member'
import { aNode, labelled } from '../../builders/a-node'
import { anUpdate, ordering, rebootOrder, reporting } from '../../builders/an-update'
import { run } from './run-sync'

const node = aNode('n1')
const member = aMember('n1')
const rebooting = anUpdate('n1', rebootOrder('90'), reporting({ phase: 'Rebooting' }))

describe('a Node that moved to another pool', () => {
  const moved = labelled({ 'bootc.node-restriction.kubernetes.io/pool': 'workers' })(node)
  const update = anUpdate('n1', rebootOrder('90'), ordering({ pool: 'others' }))

  it('is noted in it first', async () => {
    const given = { node: moved, member: aMember('n1', being({ pool: 'others' })), update }
    const { did, update: after, again } = await run(given)
    assert.deepEqual([did, after?.spec.node.pool, again], [[], 'workers', 1])
  })

  it('loses the order of the pool before, which may not be there to take it back', async () => {
    const { did } = await run({ node: moved, member, update })
    assert.deepEqual(did, ['order Stage'])
  })
})

describe('an update of an earlier machine', () => {
  it('is replaced: neither its order nor its report is inherited', async () => {
    const older = aMember('n1', being({ nodeUID: 'older' }))
    const { did, update } = await run({ node, member: older, update: rebooting })
    assert.deepEqual(did, ['remove the update'])
    assert.deepEqual([update?.spec.node.nodeUID, update?.spec.order, update?.status], ['node-n1', undefined, undefined])
  })

  it('stays when it is the request that shows the earlier machine', async () => {
    const newer = aNode('n1', found => ({ ...found, metadata: { ...found.metadata, uid: 'newer' } }))
    const given = { node, live: newer, member: aMember('n1', being({ nodeUID: 'newer' })), update: rebooting }
    const { did, update, again } = await run(given)
    assert.deepEqual([did, update?.spec.order?.step, again], [[], 'Reboot', 1])
  })
})
