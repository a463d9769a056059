import assert from 'node:assert/strict'
import type { BootcNodePool, BootcNodePoolStatus } from '../../../hooks/api/bootc-node-pool'
import type { BootcRollout } from '../../../hooks/api/bootc-rollout'
import { DOCKER_CONFIG_KEY, DOCKER_CONFIG_TYPE, type Secret } from '../../../hooks/api/secret'
import { aFailure, aFoundImage, STABLE, withImage, withStatus } from '../../builders/a-lookup'
import { aPool } from '../../builders/a-pool'
import { aRollout, withSpec } from '../../builders/a-rollout'
import { imageOf, NEW, OLD, OTHER } from '../../builders/digests'
import { aHook } from './a-hook'

const tagged = aPool(withImage({ ref: STABLE }))

const completeRollout = (digest: typeof NEW): BootcRollout => ({
  ...aRollout(withSpec({ digest, image: imageOf(digest), architectures: ['amd64'] })),
  status: {
    observedGeneration: 1,
    phase: 'Completed',
    reason: 'UpToDate',
    message: 'all 3 nodes run the target',
    digest,
  },
})

const aSecret: Secret = {
  metadata: { name: 'os-pull', uid: 's', resourceVersion: '1' },
  type: DOCKER_CONFIG_TYPE,
  data: { [DOCKER_CONFIG_KEY]: Buffer.from('{"auths":{}}').toString('base64') },
}

const conditionOf = ({ conditions = [] }: BootcNodePoolStatus, of: string): string | undefined =>
  conditions.filter(({ type }) => type === of).map(({ status, reason }) => `${status} ${reason}`)[0]

describe('a pool that follows a tag', () => {
  it('has a rollout of what it names, with its architectures, and says what is known of it', async () => {
    const hook = aHook()
    const about = { version: '42.1', createdAt: '2026-01-01T12:00:00Z' }
    hook.shelf.set(STABLE, aFoundImage(NEW, about))
    const { spec, status, resyncAfterSeconds } = await hook.sync(tagged)
    assert.equal(spec?.image, imageOf(NEW))
    assert.deepEqual(spec?.architectures, ['amd64'])
    assert.deepEqual(status.image, {
      ref: STABLE,
      digest: NEW,
      resolvedAt: '2026-01-02T00:00:00Z',
      ...about,
      architectures: ['amd64'],
    })
    assert.equal(conditionOf(status, 'ImageResolved'), 'True Tag')
    assert.equal(conditionOf(status, 'UpdateAvailable'), 'False NothingNewer')
    assert.ok(resyncAfterSeconds !== undefined && resyncAfterSeconds > 0 && resyncAfterSeconds <= 300)
  })

  it('asks once in every interval however often it is synced, and writes nothing while the tag stands still', async () => {
    const hook = aHook()
    hook.shelf.set(STABLE, aFoundImage(NEW))
    let pool = withStatus((await hook.sync(tagged)).status)(tagged)
    const rollout = completeRollout(NEW)
    pool = withStatus((await hook.sync(pool, rollout)).status)(pool)
    for (let at = 0; at < 3600; at += 10) {
      hook.pass(10)
      const { status } = await hook.sync(pool, rollout)
      assert.deepEqual(status, pool.status)
    }
    assert.equal(hook.asked.registry, 1 + 3600 / 300)
  })

  it('looks once more after a restart, and still writes nothing', async () => {
    const hook = aHook()
    hook.shelf.set(STABLE, aFoundImage(NEW))
    const rollout = completeRollout(NEW)
    const first = await hook.sync(
      withStatus({ targetDigest: NEW, image: { ref: STABLE, digest: NEW } })(tagged),
      rollout,
    )
    hook.restart()
    hook.pass(100)
    const again = await hook.sync(withStatus(first.status)(tagged), rollout)
    assert.deepEqual(again.status, first.status)
    assert.equal(hook.asked.registry, 2)
  })

  it('wakes up for the next lookup and for each retry', async () => {
    const hook = aHook()
    let pool = tagged
    const waits: number[] = []
    for (let failures = 1; failures <= 7; failures++) {
      const { status, resyncAfterSeconds = 0 } = await hook.sync(pool)
      assert.equal(status.image?.failures, failures)
      assert.equal(hook.asked.registry, failures)
      waits.push(resyncAfterSeconds)
      pool = withStatus(status)(pool)
      hook.pass(resyncAfterSeconds - 1)
      await hook.sync(pool)
      assert.equal(hook.asked.registry, failures, 'not before it is due')
      hook.pass(1)
    }
    assert.deepEqual(waits, [15, 30, 60, 120, 240, 300, 300])
  })

  it('backs off over a restart too', async () => {
    const hook = aHook()
    const { status } = await hook.sync(tagged)
    hook.restart()
    hook.pass(14)
    const again = await hook.sync(withStatus(status)(tagged))
    assert.deepEqual(again.status, status)
    assert.equal(hook.asked.registry, 1)
    hook.pass(1)
    assert.equal((await hook.sync(withStatus(status)(tagged))).status.image?.failures, 2)
  })

  it('says the problem while it lasts, and nothing afterwards', async () => {
    const hook = aHook()
    const rollout = completeRollout(NEW)
    const before = withStatus({ targetDigest: NEW, image: { ref: STABLE, digest: NEW } })(tagged)
    hook.shelf.set(STABLE, aFailure('Unauthorized'))
    const down = (await hook.sync(before, rollout)).status
    assert.equal(conditionOf(down, 'ImageResolved'), 'False Unauthorized')
    assert.equal(conditionOf(down, 'UpToDate'), 'True UpToDate')
    assert.match(down.message ?? '', /^all 3 nodes run the target; Unauthorized: the registry says Unauthorized; asked/)
    hook.pass(15)
    hook.shelf.set(STABLE, aFoundImage(NEW))
    const { status } = await hook.sync(withStatus(down)(tagged), rollout)
    assert.equal(conditionOf(status, 'ImageResolved'), 'True Tag')
    assert.equal(status.message, 'all 3 nodes run the target')
    assert.deepEqual(Object.keys(status.image ?? {}).sort(), ['architectures', 'digest', 'ref', 'resolvedAt'])
  })

  it('tells once that the tag moved, and once that lookups fail', async () => {
    const hook = aHook()
    const rollout = completeRollout(OLD)
    const told = (): ReadonlyArray<string> => hook.events.splice(0).map(({ type, reason }) => `${type} ${reason}`)
    hook.shelf.set(STABLE, aFoundImage(NEW))
    let pool = withStatus({ phase: 'UpToDate', targetDigest: OLD, image: { ref: STABLE, digest: OLD } })(tagged)
    pool = withStatus((await hook.sync(pool, rollout)).status)(pool)
    assert.deepEqual(told(), ['Normal UpdateAvailable'])
    hook.shelf.set(STABLE, aFailure('RateLimited'))
    hook.pass(301)
    pool = withStatus((await hook.sync(pool, rollout)).status)(pool)
    assert.deepEqual(told(), ['Warning ImageNotResolved'])
    hook.pass(15)
    const { status } = await hook.sync(pool, rollout)
    assert.equal(status.image?.failures, 2)
    assert.deepEqual(told(), [])
    assert.equal(status.availableDigest, NEW)
    assert.equal(status.updateAvailable, true)
  })

  describe('whose caches show it from before its last decision', () => {
    const known = (target: typeof NEW): BootcNodePool =>
      withStatus({ targetDigest: target, image: { ref: STABLE, digest: NEW } })(
        withImage({ updates: 'Automatic' })(tagged),
      )
    const now = { pool: known(NEW), rollout: { ...completeRollout(NEW), status: { phase: 'Staging' as const } } }

    const stale = [
      { name: 'is not led back by its old status', rollout: now.rollout },
      { name: 'is not led back by its old status and its old rollout', rollout: completeRollout(OLD) },
    ]
    for (const { name, rollout } of stale) {
      it(name, async () => {
        const hook = aHook()
        hook.shelf.set(STABLE, aFoundImage(OTHER))
        assert.equal((await hook.sync(known(OLD), rollout, now)).spec?.digest, NEW)
      })
    }
    it('is not led on from a rollout that has just begun', async () => {
      const hook = aHook()
      hook.shelf.set(STABLE, aFoundImage(OTHER))
      const { spec, status } = await hook.sync(known(OLD), completeRollout(OLD), now)
      assert.deepEqual([spec?.digest, status.availableDigest], [NEW, OTHER])
    })
    it('does not take the rollout of an earlier pool of its name for its own', async () => {
      const hook = aHook()
      hook.shelf.set(STABLE, aFoundImage(NEW))
      const earlier = { ...completeRollout(OLD), metadata: { name: 'workers', uid: 'earlier' } }
      assert.equal((await hook.sync(tagged, undefined, { pool: tagged, rollout: earlier })).spec?.digest, NEW)
    })
  })

  it('takes back what somebody wrote into its rollout', async () => {
    const hook = aHook()
    const pool = withStatus({ targetDigest: OLD, image: { ref: STABLE, digest: OLD } })(tagged)
    hook.shelf.set(STABLE, aFoundImage(OLD))
    assert.equal((await hook.sync(pool, completeRollout(NEW))).spec?.digest, OLD)
  })

  it('asks again at once when its pull secret says something else, and not while that is out of sight', async () => {
    const hook = aHook()
    const pool: BootcNodePool = { ...tagged, spec: { ...tagged.spec, pullSecretRef: { name: 'os-pull' } } }
    const first = await hook.sync(pool)
    assert.equal(conditionOf(first.status, 'PullSecretReady'), 'False SecretNotFound')
    hook.secret.answer = new Error('the API server is away')
    await hook.sync(withStatus(first.status)(pool))
    assert.equal(hook.asked.registry, 1)
    hook.secret.answer = aSecret
    hook.shelf.set(STABLE, aFoundImage(NEW))
    assert.equal((await hook.sync(withStatus(first.status)(pool))).status.targetDigest, NEW)
    assert.equal(hook.asked.registry, 2)
  })
})
