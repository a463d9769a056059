import assert from 'node:assert/strict'
import type { BootcRollout } from '../../../hooks/api/bootc-rollout'
import type { ImageReference } from '../../../hooks/api/image'
import { askAgain } from '../../../hooks/pool-sync/ask-again'
import { createLookups } from '../../../hooks/ports/lookups'
import type { FailedLookup, FoundImage, LookupFailure } from '../../../hooks/ports/registry'
import { aPool } from '../../builders/a-pool'
import { aRollout } from '../../builders/a-rollout'
import { imageOf, NEW, OLD } from '../../builders/digests'
import { aHook } from './a-hook'

const condition = { type: 'ImageFound', status: 'False' as const, reason: 'ImageNotFound', message: 'not found by n1' }
const target = { ref: imageOf(NEW), image: imageOf(NEW), digest: NEW }

const missed = (changes: Partial<BootcRollout['status']> = {}): BootcRollout => ({
  ...aRollout(),
  status: { digest: NEW, conditions: [{ ...condition, lastTransitionTime: '2026-01-02T00:00:00Z' }], ...changes },
})

const world = (outcome: LookupFailure | 'found') => {
  const asked: string[] = []
  let clock = Date.parse('2026-01-02T00:00:00Z')
  const answer: FoundImage | FailedLookup =
    outcome === 'found'
      ? { outcome, digest: NEW, architectures: ['amd64'], bootc: true }
      : { outcome: 'failed', reason: outcome, message: 'x' }
  const lookup = async ({ repository, digest }: ImageReference) => {
    asked.push(`${repository}@${digest}`)
    return answer
  }
  const now = (): Date => new Date(clock)
  const lookups = createLookups({ registry: { lookup }, now })
  return {
    asked,
    pass: (seconds: number) => {
      clock += seconds * 1000
    },
    ask: (rollout: BootcRollout | undefined = missed(), pullSecret = {}) =>
      askAgain({ lookups, now }, { pool: aPool(), rollout, target, pullSecret }),
  }
}

describe('an image that nodes do not find', () => {
  it('is looked for by the operator, by its digest, and is missing only if the registry says so', async () => {
    const { ask, asked } = world('ImageNotFound')
    assert.equal((await ask()).isMissing, true)
    assert.deepEqual(asked, [imageOf(NEW)])
  })

  it('is told to the rollout, and no longer once it is there', async () => {
    const hook = aHook()
    const pool = { ...aPool(), spec: { ...aPool().spec, image: { ...aPool().spec.image, ref: imageOf(NEW) } } }
    const missing = await hook.sync(pool, missed())
    assert.equal(missing.spec?.imageNotFound, true)
    const there = await hook.sync(pool, missed({ conditions: [] }))
    assert.equal(there.spec?.imageNotFound, undefined)
  })

  for (const outcome of ['found', 'Unauthorized', 'RegistryUnreachable', 'RegistryTimeout', 'RegistryError'] as const) {
    it(`is not missing when the answer is ${outcome}`, async () => {
      assert.equal((await world(outcome).ask()).isMissing, false)
    })
  }

  it('is asked for again after a while, and not with every sync', async () => {
    const { ask, asked, pass } = world('ImageNotFound')
    const { againInSeconds = 0 } = await ask()
    await ask()
    assert.equal(asked.length, 1)
    assert.ok(againInSeconds >= 15, `${againInSeconds}`)
    pass(againInSeconds)
    await ask()
    assert.equal(asked.length, 2)
  })

  it('costs nothing while no node misses it, or for another target', async () => {
    const { ask, asked } = world('ImageNotFound')
    assert.deepEqual(await ask({ ...aRollout(), status: { digest: NEW, conditions: [] } }), { isMissing: false })
    assert.deepEqual(await ask(missed({ digest: OLD })), { isMissing: false })
    assert.deepEqual(asked, [])
  })

  it('stays what it was while the credentials are out of sight', async () => {
    const { ask, asked } = world('ImageNotFound')
    const hidden = { condition: { type: 'PullSecretReady', status: 'Unknown' as const, reason: 'x', message: '' } }
    const rollout = missed()
    assert.equal((await ask(rollout, hidden)).isMissing, false)
    assert.equal((await ask({ ...rollout, spec: { ...rollout.spec, imageNotFound: true } }, hidden)).isMissing, true)
    assert.deepEqual(asked, [])
  })
})
