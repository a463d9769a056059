import assert from 'node:assert/strict'
import { aMember, being, marked } from '../../builders/a-member'
import { aRollout, withSettings } from '../../builders/a-rollout'
import { anUpdate, rebootOrder, reporting, staged } from '../../builders/an-update'
import { ATTEMPT, MARK, type SceneNode, syncScene } from './one-sync'

/** Ready in a new boot, while the last word of its agent is that it reboots. */
const silentIn = (bootID: string): SceneNode => ({
  member: aMember('n1', marked(MARK, ATTEMPT, 'Drained'), being({ bootID, readySince: '2026-01-02T00:03:00Z' })),
  update: anUpdate('n1', staged(), reporting({ phase: 'Rebooting', message: 'reboots' }), rebootOrder(MARK)),
})
const other: SceneNode = { member: aMember('n2'), update: anUpdate('n2', staged()) }

const later = (n1: SceneNode, onFailure: 'Halt' | 'RollBack') =>
  syncScene({ rollout: aRollout(withSettings({ onFailure })), nodes: [n1, other], now: '2026-01-02T00:30:00Z' })

describe('a node that is Ready in another boot than it was ordered to leave, without a word of its agent', () => {
  it('has failed after rebootTimeoutSeconds, and is not uncordoned: nobody knows what it runs', async () => {
    const { did, orders, status } = await later(silentIn('boot-2'), 'Halt')
    assert.deepEqual([did, orders['n1']?.step, status.phase], [[], 'Reboot', 'Halted'])
    assert.deepEqual(status.failed?.[0]?.reason, 'RebootTimedOut')
    assert.match(status.message ?? '', /n1 \(RebootTimedOut: in another boot, but its agent has not reported/)
  })

  it('is what the policy RollBack is about', async () => {
    const { status } = await later(silentIn('boot-2'), 'RollBack')
    assert.equal(status.verdicts?.[0]?.action, 'RollBack')
  })

  it('is let off its order when it never left its boot', async () => {
    const { orders, status } = await later(silentIn('boot-1'), 'RollBack')
    assert.deepEqual([orders['n1']?.step, status.verdicts?.[0]?.action], ['Stage', 'Halt'])
  })
})
