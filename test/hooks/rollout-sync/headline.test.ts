import assert from 'node:assert/strict'
import { aMember } from '../../builders/a-member'
import { aRollout, withSettings } from '../../builders/a-rollout'
import { anUpdate, staged } from '../../builders/an-update'
import { aCount } from '../../builders/settings'
import { syncScene } from '../failures/one-sync'

describe('the message of a rollout', () => {
  it('names the nodes that wait for a slot, beside the one that got it', async () => {
    const nodes = ['n1', 'n2', 'n3'].map(name => ({ member: aMember(name), update: anUpdate(name, staged()) }))
    const { status, did } = await syncScene({ rollout: aRollout(withSettings({ maxUnavailable: aCount(1) })), nodes })
    assert.deepEqual(did, ['marks n1 and cordons it'])
    assert.equal(status.message, '0 of 3 nodes run the target; n1 Draining; n2, n3 are waiting for a slot')
    assert.equal(status.updatingCount, 1, 'it counts with those that the message names')
  })
})
