import assert from 'node:assert/strict'
import { stallLimit } from '../../agent/act/stall-limit'
import type { FailureReason } from '../../agent/bootc/errors'
import type { Workable } from '../../agent/observe/situation'
import { host, NOW, situation } from './support/situations'

const composefs = situation(host({ composefs: true })) as Workable
const pausedFor = (reason: FailureReason): Workable => ({
  ...composefs,
  pause: { until: NOW.getTime(), phase: 'Staging', failure: { reason, message: '', terminal: false } },
})

// Recorded step 444: bootc on composefs was silent for 190 s after a cut connection, and was ended by hand.
describe('a pull without progress', () => {
  it('is ended after 180 s on composefs, and after the whole time elsewhere', () => {
    assert.equal(stallLimit(600_000, composefs), 180_000)
    assert.equal(stallLimit(600_000, situation() as Workable), 600_000)
  })
  it('is never given more than the setting says', () => assert.equal(stallLimit(60_000, composefs), 60_000))
  it('has the whole time when the pull before it stalled, and only then', () => {
    assert.equal(stallLimit(600_000, pausedFor('PullStalled')), 600_000)
    assert.equal(stallLimit(600_000, pausedFor('RegistryUnreachable')), 180_000)
  })
})
