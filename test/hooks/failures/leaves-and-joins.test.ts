import assert from 'node:assert/strict'
import { aMember, being, marked } from '../../builders/a-member'
import { aRollout, withSettings } from '../../builders/a-rollout'
import { anUpdate, ordering, rebootOrder, reporting, silent, staged } from '../../builders/an-update'
import { NEW } from '../../builders/digests'
import { aCount } from '../../builders/settings'
import { ATTEMPT, MARK, NOW, syncScene } from './one-sync'

const drained = aMember('n1', marked(MARK, ATTEMPT, 'Drained'))
const ordered = anUpdate('n1', staged(), rebootOrder(MARK), ordering({ since: '2026-01-02T00:01:00Z' }))
const other = { member: aMember('n2'), update: anUpdate('n2', staged()) }

describe('a machine that was replaced under the same name', () => {
  const reborn = being({ nodeUID: 'another', readySince: '2026-01-02T00:14:00Z' })

  it('inherits no failure', async () => {
    const attempt = { key: ATTEMPT, digest: NEW, outcome: 'Failed' as const, reason: 'FellBack', message: '' }
    const old = anUpdate('n1', reporting({ phase: 'Failed', attempt }))
    const { status } = await syncScene({ nodes: [{ member: reborn(aMember('n1')), update: old }, other] })
    assert.deepEqual(status.failed, [])
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
