import assert from 'node:assert/strict'
import type { BootcRolloutStatus } from '../../../hooks/api/bootc-rollout'
import { NEW } from '../../builders/digests'
import { edit } from '../../simulate/happenings'
import { quirk, settings, workers } from '../../simulate/plot'
import { tell } from '../../simulate/story'
import { applyPool, poolSpecOf, type World } from '../../simulate/world'

const wantAgain = (world: World): void => {
  const spec = poolSpecOf(world, 'workers') ?? settings()
  const { cancelledDigest: _over, ...rollout } = spec.rollout
  applyPool(world, 'workers', { ...spec, rollout })
}

/** The target was completed, was given up, and is wanted again at 120 s. */
const secondRun = async (change: (world: World) => void = () => {}): Promise<BootcRolloutStatus> => {
  const world = workers(2, settings({ onFailure: 'RollBack' }))
  const happenings = [
    { at: 60, what: 'the target is given up', run: edit({ cancelledDigest: NEW }) },
    { at: 119, what: 'something changes', run: change },
    { at: 120, what: 'the target is wanted again', run: wantAgain },
  ]
  await tell({ world, happenings })
  return world.rollouts.get('workers')?.status as BootcRolloutStatus
}

describe('a target that was completed, given up, and is wanted again', function () {
  this.timeout(120_000)
  it('is rolled back when a node falls back then, like the first time', async () => {
    const noBoot = (world: World): void => quirk({ unbootable: new Set([NEW]) }).repair(world, 'n2')
    const { phase, verdicts } = await secondRun(noBoot)
    assert.deepEqual([phase, verdicts?.[0]?.action], ['RolledBack', 'RollBack'])
  })

  it('has an entry in the history for each time', async () => {
    const { phase, history } = await secondRun()
    assert.equal(phase, 'Completed')
    assert.deepEqual(
      history?.map(({ outcome }) => outcome),
      ['Completed', 'RolledBack', 'Completed'],
    )
  })
})
