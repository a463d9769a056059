import assert from 'node:assert/strict'
import { aMember, being, marked } from '../../builders/a-member'
import { labelled } from '../../builders/a-node'
import { aRollout, withSettings } from '../../builders/a-rollout'
import { anUpdate, ordering, rebootOrder, reporting, silent, staged } from '../../builders/an-update'
import { NEW } from '../../builders/digests'
import { aCount, someSeconds } from '../../builders/settings'
import { ATTEMPT, liveNode, MARK, NOW, syncScene } from './one-sync'

const drained = aMember('n1', marked(MARK, ATTEMPT, 'Drained'))
const ordered = anUpdate('n1', staged(), rebootOrder(MARK), ordering({ since: '2026-01-02T00:01:00Z' }))
const other = { member: aMember('n2'), update: anUpdate('n2', staged()) }

describe('a machine that was replaced under the same name', () => {
  const reborn = being({ nodeUID: 'another', readySince: '2026-01-02T00:14:00Z' })

  it('inherits neither the report nor the reboot order of the one before it', async () => {
    const old = anUpdate('n1', rebootOrder(MARK), staged())
    const { orders, did } = await syncScene({ nodes: [{ member: reborn(aMember('n1')), update: old }] })
    assert.deepEqual([orders['n1']?.nodeUID, orders['n1']?.reboot, did], ['another', undefined, []])
  })

  it('inherits no failure', async () => {
    const attempt = { key: ATTEMPT, digest: NEW, outcome: 'Failed' as const, reason: 'FellBack', message: '' }
    const old = anUpdate('n1', reporting({ phase: 'Failed', attempt }))
    const { status } = await syncScene({ nodes: [{ member: reborn(aMember('n1')), update: old }, other] })
    assert.deepEqual(status.failed, [])
  })
})

describe('a Node that leaves the pool', () => {
  const left = labelled({ 'bootc.node-restriction.kubernetes.io/pool': 'others' })(liveNode(drained))

  it('is let go when its host does not reboot by our order', async () => {
    const { orders } = await syncScene({ nodes: [{ update: anUpdate('n1', staged()), live: left }] })
    assert.deepEqual(orders, {})
  })

  it('keeps its update while its host may reboot by it, with the order taken back', async () => {
    const { orders, again } = await syncScene({
      nodes: [{ update: reporting({ phase: 'Rebooting' })(ordered), live: left }],
    })
    assert.deepEqual([orders['n1']?.step, again], ['Stage', 2])
  })
})

describe('a Node that left the pool in its reboot', () => {
  const left = (bootID: string) => {
    const node = labelled({ 'bootc.node-restriction.kubernetes.io/pool': 'others' })(liveNode(drained))
    return { ...node, status: { ...node.status, nodeInfo: { bootID, architecture: 'amd64' } } }
  }
  const update = anUpdate('n1', staged(), reporting({ phase: 'Rebooting' }))

  it('is let go when that boot is over, though its agent says no more', async () => {
    assert.deepEqual((await syncScene({ nodes: [{ update, live: left('boot-2') }] })).orders, {})
  })

  it('is let go when the reboot does not come', async () => {
    const now = '2026-01-02T00:20:01Z'
    assert.deepEqual((await syncScene({ nodes: [{ update, live: left('boot-1') }], now })).orders, {})
    const before = await syncScene({ nodes: [{ update, live: left('boot-1') }] })
    assert.equal(before.orders['n1']?.step, 'Stage')
  })

  it('is not let go at once when reboots have no timeout', async () => {
    const rollout = aRollout(withSettings({ rebootTimeoutSeconds: someSeconds(0) }))
    const { orders } = await syncScene({ rollout, nodes: [{ update, live: left('boot-1') }] })
    assert.equal(orders['n1']?.step, 'Stage')
  })
})

describe('a pool that is being deleted', () => {
  it('gives no slot and takes back what is not rebooting', async () => {
    const rollout = aRollout()
    const deleted = { ...rollout, metadata: { ...rollout.metadata, deletionTimestamp: NOW } }
    const nodes = [other, { member: drained, update: anUpdate('n1', staged()) }]
    const { did } = await syncScene({ rollout: deleted, nodes })
    assert.deepEqual(did, ['unmarks n1 and uncordons it'])
  })
})

describe('a node that joins in the middle', () => {
  it('is counted, told to stage, and makes nobody wait who has begun', async () => {
    const newcomer = { member: aMember('n3'), update: anUpdate('n3', silent, ordering({ since: NOW })) }
    const rollout = aRollout(withSettings({ maxUnavailable: aCount(2) }))
    const begun = { member: drained, update: ordered }
    const { did, status, orders } = await syncScene({ rollout, nodes: [begun, other, newcomer] })
    assert.deepEqual(did, ['marks n2 and cordons it'])
    assert.deepEqual([status.nodeCount, orders['n3']?.step], [3, 'Stage'])
  })
})
