import assert from 'node:assert/strict'
import type { BootcNodePool } from '../../../hooks/api/bootc-node-pool'
import { isPaused, pauseReason } from '../../../hooks/api/pool-pause'
import { rolloutSpec } from '../../../hooks/pool-sync/children'
import { aPool, withRollout } from '../../builders/a-pool'
import type { Change } from '../../builders/change'
import { imageOf, NEW } from '../../builders/digests'

const annotated =
  (value: string): Change<BootcNodePool> =>
  pool => ({ ...pool, metadata: { ...pool.metadata, annotations: { 'node.bootc.dev/paused': value } } })

const asked = (pool: BootcNodePool) => rolloutSpec(pool, { ref: imageOf(NEW), image: imageOf(NEW), digest: NEW })

describe('annotation node.bootc.dev/paused of a pool', () => {
  for (const value of ['firmware', '', 'false'])
    it(`pauses whatever its value is: ${JSON.stringify(value)}`, () => {
      const pool = aPool(annotated(value), withRollout({ paused: false }))
      assert.equal(isPaused(pool), true)
      assert.deepEqual([asked(pool).paused, asked(pool).pauseReason], [true, value])
    })

  it('leaves the pause of the spec as it is when it is absent', () => {
    for (const paused of [true, false]) {
      const pool = aPool(withRollout({ paused }))
      assert.deepEqual([asked(pool).paused, asked(pool).pauseReason], [paused, undefined])
    }
  })

  it('is shown on one line, cut to what the CRD of rollouts takes', () => {
    const shown = pauseReason(aPool(annotated(`see\nlog \u001b[31m${'x'.repeat(300)}`))) ?? ''
    assert.match(shown, /^see log x+\.\.\.$/)
    assert.equal(shown.length, 256)
  })
})
