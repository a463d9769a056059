import assert from 'node:assert/strict'
import type { BootcNodePool } from '../../../hooks/api/bootc-node-pool'
import type { BootcRollout } from '../../../hooks/api/bootc-rollout'
import { remember } from '../../../hooks/pool-sync/remembered'
import { decideTarget } from '../../../hooks/pool-sync/target'
import type { LookupAnswer } from '../../../hooks/ports/lookups'
import { aFailure, answering, STABLE, withStatus } from '../../builders/a-lookup'
import { withSpec } from '../../builders/a-rollout'
import { imageOf, NEW, OLD, OTHER } from '../../builders/digests'
import { AT, approve, complete, finds, following } from './decided'

describe('what is known of an image', () => {
  const decide = (pool: BootcNodePool, rollout: BootcRollout | undefined, tag: LookupAnswer['tag']) =>
    decideTarget({ pool, rollout, before: remember(pool, rollout), answer: answering(pool, AT, { tag }) })

  it('keeps the time at which it was found first', () => {
    const image = { ref: STABLE, digest: NEW, resolvedAt: '2026-01-01T00:00:00Z' }
    const pool = following(withStatus({ targetDigest: NEW, image }))
    assert.equal(decide(pool, complete(NEW), finds(NEW)).named?.resolvedAt, image.resolvedAt)
    assert.equal(decide(pool, complete(NEW), finds(OTHER)).named?.resolvedAt, '2026-01-02T00:00:00Z')
  })
  it('goes to the rollout as far as it is about architectures, sorted and once each', () => {
    const { target } = decide(following(), undefined, finds(NEW, { architectures: ['arm64', 'amd64', 'arm64'] }))
    assert.deepEqual(target?.architectures, ['amd64', 'arm64'])
  })
  it('is of the target, not of what its tag names by now', () => {
    const image = { ref: STABLE, digest: NEW, architectures: ['arm64'] }
    const pool = following(withStatus({ targetDigest: OLD, image }))
    const rollout = withSpec({ architectures: ['amd64'] })(complete(OLD))
    assert.deepEqual(decide(pool, rollout, aFailure('RateLimited')).target?.architectures, ['amd64'])
    assert.deepEqual(decide(approve(NEW)(pool), rollout, aFailure('RateLimited')).target?.architectures, ['arm64'])
    assert.equal(imageOf(OLD), decide(pool, rollout, aFailure('RateLimited')).target?.image)
  })
  it('is cut and cleaned, since one field that is too long would make the API server refuse the status', () => {
    const strange = { version: ` 42\n\u0007${'x'.repeat(5000)}`, createdAt: 'some day', architectures: ['amd64', ''] }
    const { named } = decide(following(), undefined, finds(NEW, strange))
    assert.equal(named?.version, `42 ${'x'.repeat(122)}...`)
    assert.equal(named?.createdAt, undefined)
    assert.deepEqual(named?.architectures, ['amd64'])
  })
  it('says nothing of architectures when there are more than can be', () => {
    const architectures = Array.from({ length: 65 }, (_, i) => `a${i}`)
    assert.equal(decide(following(), undefined, finds(NEW, { architectures })).target?.architectures, undefined)
  })
})
