import assert from 'node:assert/strict'
import type { BootcRollout } from '../../../hooks/api/bootc-rollout'
import { aMember, being, marked } from '../../builders/a-member'
import { aRollout, withSettings } from '../../builders/a-rollout'
import { anUpdate, inBoot, rebootOrder, running, staged } from '../../builders/an-update'
import { NEW } from '../../builders/digests'
import { aCount } from '../../builders/settings'
import { ATTEMPT, MARK, syncScene } from './one-sync'

/** A node that is to be marked, one that has done its update and is to be freed, and one that is to reboot. */
const nodes = [
  { member: aMember('n1'), update: anUpdate('n1', staged()) },
  {
    member: aMember('n2', marked(MARK, ATTEMPT, 'Drained'), being({ bootID: 'boot-2' })),
    update: anUpdate('n2', rebootOrder(MARK), running(NEW), inBoot('boot-2/0')),
  },
  { member: aMember('n3', marked('91', ATTEMPT, 'Drained')), update: anUpdate('n3', staged()) },
]
const rollout = aRollout(withSettings({ maxUnavailable: aCount(3) }))
const against = (live: BootcRollout | undefined) =>
  syncScene({ nodes, rollout, cluster: { readRollout: async () => live } })

describe('a hook call that does not tell how things are', () => {
  it('marks, frees and orders when it does', async () => {
    const { did, orders } = await against(rollout)
    assert.deepEqual([...did].sort(), ['marks n1 and cordons it', 'unmarks n2 and uncordons it'])
    assert.equal(orders['n3']?.step, 'Reboot')
  })

  const cases: ReadonlyArray<readonly [string, BootcRollout | undefined]> = [
    ['of a rollout that does not exist', undefined],
    ['of an earlier rollout of that name', { ...rollout, metadata: { ...rollout.metadata, uid: 'another' } }],
    ['of a rollout that is paused by now', { ...rollout, spec: { ...rollout.spec, paused: true } }],
    ['that allows more than the pool', aRollout(withSettings({ maxUnavailable: aCount(1) }))],
  ]
  for (const [what, live] of cases)
    it(`touches no Node, and orders nothing: one ${what}; and is looked at again soon`, async () => {
      const { did, again, orders } = await against(live)
      assert.deepEqual(did, [])
      assert.equal(orders['n3']?.step, 'Stage')
      assert.ok(again !== undefined && again <= 5)
    })
})
