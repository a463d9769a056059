import assert from 'node:assert/strict'
import type { BootcNodePoolStatus } from '../../../hooks/api/bootc-node-pool'
import type { BootcRolloutStatus } from '../../../hooks/api/bootc-rollout'
import { NEW } from '../../builders/digests'
import { edit } from '../../simulate/happenings'
import { quirk, settings, workers } from '../../simulate/plot'
import { type Happening, tell } from '../../simulate/story'

/** Three nodes, of which the second does not come up with the new image. */
const afterReturn = async (...happenings: ReadonlyArray<Happening>) => {
  const world = workers(3, settings({ onFailure: 'RollBack' }), { n2: quirk({ unbootable: new Set([NEW]) }) })
  await tell({ world, happenings })
  const rollout = world.rollouts.get('workers')?.status as BootcRolloutStatus & object
  const pool = world.pools.get('workers')?.status as BootcNodePoolStatus & { readonly updatedCount: number }
  const events = [...world.events.values()].filter(({ reason }) => reason === 'RolledBack')
  return { rollout, pool, events }
}

const conditionOf = ({ conditions = [] }: Pick<BootcRolloutStatus, 'conditions'>, type: string) => {
  const { status, reason, message } = conditions.find(condition => condition.type === type) ?? {}
  return { status, reason, message }
}

describe('a pool that went back by itself', () => {
  it('counts the nodes that run its target: none', async () => {
    const { rollout, pool } = await afterReturn()
    assert.equal(rollout.phase, 'RolledBack')
    assert.deepEqual([rollout.updatedCount, rollout.updated], [0, '0/3'])
    assert.deepEqual(rollout.counts, { RolledBack: 3 })
    assert.equal(pool.updatedCount, 0)
  })

  it('is Degraded, and says why and for whom', async () => {
    const { rollout, pool } = await afterReturn()
    for (const of of [rollout, pool]) {
      const { status, reason, message } = conditionOf(of, 'Degraded')
      assert.deepEqual([status, reason], ['True', 'RolledBack'])
      assert.match(message ?? '', / was rolled back: 1 of 3 nodes failed and failureThreshold is 1: n2 \(FellBack\)$/)
    }
  })

  it('keeps in its history how many failed, and why', async () => {
    const { rollout } = await afterReturn()
    const { outcome, updated, failed, message } = rollout.history?.at(-1) ?? {}
    assert.deepEqual({ outcome, updated, failed }, { outcome: 'RolledBack', updated: 0, failed: 1 })
    assert.match(message ?? '', /n2 \(FellBack\)$/)
  })

  it('warns by one event, of the pool', async () => {
    const { events } = await afterReturn()
    assert.deepEqual(
      events.map(({ type, regarding }) => `${type} ${regarding.kind}`),
      ['Warning BootcNodePool'],
    )
  })

  it('is not Degraded any more once an admin gives the target up too', async () => {
    const { rollout, pool } = await afterReturn({
      at: 120,
      what: 'an admin gives the target up',
      run: edit({ cancelledDigest: NEW }),
    })
    for (const of of [rollout, pool]) assert.equal(conditionOf(of, 'Degraded').status, 'False')
    assert.equal(rollout.updatedCount, 0)
  })
})

describe('a pool whose target an admin gave up', () => {
  it('counts the nodes that run that target: none; and is not Degraded', async () => {
    const world = workers(3)
    await tell({ world, happenings: [{ at: 24, what: 'it is given up', run: edit({ cancelledDigest: NEW }) }] })
    const rollout = world.rollouts.get('workers')?.status as BootcRolloutStatus & object
    assert.deepEqual([rollout.phase, rollout.updated], ['RolledBack', '0/3'])
    assert.equal(conditionOf(rollout, 'Degraded').status, 'False')
    assert.equal(rollout.history?.at(-1)?.message, 'cancelled by spec.rollout.cancelledDigest')
  })
})
