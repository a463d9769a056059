import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { BootcNodePool } from '../../../hooks/api/bootc-node-pool'
import { nextLookupAt, questionKey, questionOf, retryAt } from '../../../hooks/pool-sync/poll'
import type { Remembered } from '../../../hooks/pool-sync/remembered'
import type { LookupAnswer } from '../../../hooks/ports/lookups'
import { aFailure, aFoundImage, answering, STABLE, withImage, withStatus } from '../../builders/a-lookup'
import { aPool } from '../../builders/a-pool'
import { NEW, OLD, REPOSITORY } from '../../builders/digests'
import { aCount, someSeconds } from '../../builders/settings'

const NOW = Date.parse('2026-01-02T00:00:00Z')
const now = new Date(NOW)
const pool = aPool(withImage({ ref: STABLE }))
const found = { tag: aFoundImage(NEW) }
const next = (asked: BootcNodePool, last: LookupAnswer | undefined, at = now): number =>
  nextLookupAt({ pool: asked, key: questionKey(asked, undefined), last, now: at })
const named = (uid: string): BootcNodePool => ({ ...pool, metadata: { ...pool.metadata, uid } })

describe('a lookup that failed is repeated', () => {
  const cases = [
    { failures: 1, interval: 300, want: 15 },
    { failures: 2, interval: 300, want: 30 },
    { failures: 3, interval: 300, want: 60 },
    { failures: 5, interval: 300, want: 240 },
    { failures: 6, interval: 300, want: 300 },
    { failures: 2000, interval: 300, want: 300 },
    { failures: 1, interval: 300, askedFor: 120, want: 120 },
    { failures: 4, interval: 300, askedFor: 20, want: 120 },
    { failures: 1, interval: 300, askedFor: 86_400, want: 3600 },
  ]
  for (const { failures, interval, askedFor, want } of cases) {
    const asked = askedFor === undefined ? '' : `, asked for ${askedFor} s of patience`
    it(`${want} s after failure ${failures} of a tag that is polled every ${interval} s${asked}`, () =>
      assert.equal(retryAt(NOW, failures, interval, askedFor), NOW + want * 1000))
  }
})

describe('a tag is looked up', () => {
  const failing = (ref: string) =>
    withStatus({
      image: {
        ref: STABLE,
        pendingRef: ref,
        error: 'no',
        failures: aCount(3),
        nextResolutionAt: '2026-01-02T00:01:00Z',
      },
    })
  const dueNow = [
    { name: 'when nobody remembers that it was', pool, last: undefined },
    { name: 'when the reference was edited', pool, last: answering(withImage({ ref: 'a.b/c:d' })(pool), NOW, found) },
    {
      name: 'when the credentials are others',
      pool,
      last: {
        ...answering(pool, NOW, found),
        key: questionKey(pool, { auths: { 'registry.example': { auth: 'eA==' } } }),
      },
    },
    { name: 'when another reference fails', pool: failing('a.b/c:d')(pool), last: undefined },
    { name: 'when the last answer is from the future', pool, last: answering(pool, NOW + 60_000, found) },
  ]
  for (const { name, pool: asked, last } of dueNow) {
    it(`at once ${name}`, () => assert.ok(next(asked, last) <= NOW))
  }

  it('after a failure when the status says, though nobody remembers', () =>
    assert.equal(next(failing(STABLE)(pool), undefined), NOW + 60_000))

  it('after a failure that is remembered, whatever the status says', () =>
    assert.equal(next(failing(STABLE)(pool), answering(pool, NOW, { tag: aFailure('RateLimited', 90) })), NOW + 90_000))

  it('once in every interval, at a time that is the pool’s own', () => {
    const times = ['a', 'b', 'c', 'd', 'e'].map(uid => next(named(uid), answering(named(uid), NOW, found)))
    assert.equal(new Set(times).size, times.length, 'pools that were created together ask at different times')
    fc.assert(
      fc.property(fc.uuid(), fc.integer({ min: 30, max: 86_400 }), fc.nat(1e9), (uid, seconds, passed) => {
        const at = NOW + passed
        const asked = withImage({ pollIntervalSeconds: someSeconds(seconds) })(named(uid))
        const first = next(asked, answering(asked, at, found), new Date(at))
        assert.ok(first > at && first <= at + seconds * 1000 + 1)
        const after = next(asked, answering(asked, first, found), new Date(first))
        assert.ok(Math.abs(after - first - seconds * 1000) <= 1, 'slots are as long as the interval')
      }),
    )
  })
})

describe('the question for a tag', () => {
  const nothing = {}
  const known = { target: { ref: STABLE, image: `${REPOSITORY}@${OLD}`, digest: OLD } }
  const approving = withImage({ approvedDigest: OLD })(pool)
  const reference = { repository: REPOSITORY, tag: 'stable' }
  const question = (asked: BootcNodePool, before: Remembered, last?: LookupAnswer) =>
    questionOf({ pool: asked, reference, key: questionKey(asked, undefined), before, last })

  it('is about the approved digest too while nothing else says what ran', () => {
    assert.deepEqual(question(approving, nothing).approved, {
      repository: REPOSITORY,
      digest: OLD,
    })
    assert.equal(question(approving, known).approved, undefined)
    const automatic = withImage({ updates: 'Automatic' })(approving)
    assert.equal(question(automatic, nothing).approved, undefined)
  })
  it('counts on from the failures that are remembered, or that the status tells', () => {
    const problem = { reason: 'RateLimited', message: 'no', failures: 4 }
    const last = { ...answering(pool, NOW, { tag: aFailure('RateLimited') }), failures: 7 }
    assert.equal(question(pool, { problem }).failuresBefore, 4)
    assert.equal(question(pool, { problem }, last).failuresBefore, 7)
    assert.equal(question(pool, { problem }, { ...last, key: 'another' }).failuresBefore, 0)
  })
})
