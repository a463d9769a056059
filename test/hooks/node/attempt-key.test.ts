import assert from 'node:assert/strict'
import { attemptKey, type Direction, isReturnFrom } from '../../../hooks/node/attempt-key'
import { aRollout } from '../../builders/a-rollout'
import { NEW, OTHER } from '../../builders/digests'

const specOf = (digest: typeof NEW, retry?: string) => {
  const { spec } = aRollout()
  return { ...spec, digest, rollout: { ...spec.rollout, retry } }
}
const keys = (direction: Direction): ReadonlyArray<string> =>
  [specOf(NEW), specOf(NEW, '1'), specOf(NEW, '2'), specOf(OTHER), specOf(OTHER, '1')].map(spec =>
    attemptKey(spec, direction),
  )

describe('the name of an attempt', () => {
  // A failure counts only in the attempt that it happened in: with one name for two, a retry starts halted.
  it('is another one for each digest, each value of retry and each direction', () => {
    const all = [...keys('target'), ...keys('previous')]
    assert.equal(new Set(all).size, 10, all.join(' '))
  })

  it('to go back is known as such, whatever retry was then', () => {
    assert.deepEqual(
      keys('previous').map(key => isReturnFrom(key, NEW)),
      [true, true, true, false, false],
    )
    assert.deepEqual(
      keys('target').filter(key => isReturnFrom(key, NEW)),
      [],
    )
  })
})
