import assert from 'node:assert/strict'
import { PATHS } from '../../cli/cluster/fleet'
import { isCommandError } from '../../cli/exit'
import { approveStep } from '../../cli/steer/approve-step'
import { approve, cancel, hold, type PoolEdit, pause, resume, retry, uncancel } from '../../cli/steer/edit'
import { steer } from '../../cli/steer/steer'
import { printed } from '../../cli/text/print'
import { styleFor } from '../../cli/text/style'
import type { BootcNodePool } from '../../hooks/api/bootc-node-pool'
import { aPool, withRollout } from '../builders/a-pool'
import { aStep } from '../builders/a-step'
import type { Change } from '../builders/change'
import { NEW, OTHER } from '../builders/digests'
import { apiWith } from './support/fake-api'
import { NOW } from './support/scene'

const read: Change<BootcNodePool> = pool => ({ ...pool, metadata: { ...pool.metadata, resourceVersion: '70' } })
const held: Change<BootcNodePool> = pool => ({
  ...pool,
  metadata: { ...pool.metadata, annotations: { 'node.bootc.dev/paused': '' } },
})
const available: Change<BootcNodePool> = pool => ({
  ...pool,
  status: { ...pool.status, ...{ availableDigest: OTHER } },
})
const targeted: Change<BootcNodePool> = pool => ({ ...pool, status: { ...pool.status, targetDigest: NEW } })
const inStep =
  (approval: 'Manual' | 'Automatic'): Change<BootcNodePool> =>
  pool =>
    withRollout({ steps: [aStep('canary', { approval })] })({
      ...pool,
      status: { ...pool.status, step: { id: 'canary', awaits: 'Soak' } },
    })
const approved: Change<BootcNodePool> = pool => ({
  ...pool,
  spec: { ...pool.spec, image: { ...pool.spec.image, approvedDigest: OTHER } },
})

const cases: ReadonlyArray<{
  readonly name: string
  readonly wish: PoolEdit
  readonly pool: ReadonlyArray<Change<BootcNodePool>>
  readonly want: object | RegExp
}> = [
  { name: 'pauses', wish: pause, pool: [], want: { rollout: { paused: true } } },
  { name: 'refuses to pause twice', wish: pause, pool: [withRollout({ paused: true })], want: /is paused already/ },
  { name: 'resumes', wish: resume, pool: [withRollout({ paused: true })], want: { rollout: { paused: false } } },
  { name: 'refuses to resume what is not paused', wish: resume, pool: [], want: /is not paused/ },
  {
    name: 'holds by the annotation, whatever the spec says',
    wish: hold('disk\nfirmware'),
    pool: [withRollout({ paused: true })],
    want: { annotations: { 'node.bootc.dev/paused': 'disk firmware' } },
  },
  { name: 'refuses to hold twice', wish: hold('again'), pool: [held], want: /has annotation node\.bootc\.dev\/paused/ },
  {
    name: 'resumes what the annotation holds',
    wish: resume,
    pool: [held],
    want: { annotations: { 'node.bootc.dev/paused': null } },
  },
  {
    name: 'resumes from both pauses at once',
    wish: resume,
    pool: [held, withRollout({ paused: true })],
    want: { rollout: { paused: false }, annotations: { 'node.bootc.dev/paused': null } },
  },
  {
    name: 'approves what is available',
    wish: approve(),
    pool: [available],
    want: { image: { approvedDigest: OTHER } },
  },
  {
    name: 'approves a digest that is available',
    wish: approve(OTHER),
    pool: [available],
    want: { image: { approvedDigest: OTHER } },
  },
  {
    name: 'refuses to approve another digest',
    wish: approve(NEW),
    pool: [available],
    want: /is not the available digest, that is sha256:c/,
  },
  { name: 'refuses to approve when nothing is available', wish: approve(), pool: [], want: /nothing awaits approval/ },
  { name: 'refuses to approve twice', wish: approve(), pool: [available, approved], want: /is approved already/ },
  {
    name: 'approves the step that goes on',
    wish: approveStep(),
    pool: [targeted, inStep('Manual')],
    want: { rollout: { approvedStep: { digest: NEW, id: 'canary' } } },
  },
  {
    name: 'approves the step that is named',
    wish: approveStep('canary'),
    pool: [targeted, inStep('Manual')],
    want: { rollout: { approvedStep: { digest: NEW, id: 'canary' } } },
  },
  {
    name: 'refuses to approve another step than the one that goes on',
    wish: approveStep('half'),
    pool: [targeted, inStep('Manual')],
    want: /half is not the step that goes on, that is canary/,
  },
  {
    name: 'refuses to approve a step that needs it not',
    wish: approveStep(),
    pool: [targeted, inStep('Automatic')],
    want: /step canary needs no approval/,
  },
  {
    name: 'refuses to approve a step when none goes on',
    wish: approveStep(),
    pool: [targeted],
    want: /no step goes on, so none awaits approval/,
  },
  {
    name: 'refuses to approve a step twice',
    wish: approveStep(),
    pool: [targeted, inStep('Manual'), withRollout({ approvedStep: { digest: NEW, id: 'canary' } })],
    want: /step canary is approved already/,
  },
  {
    name: 'approves a step that was approved for another target',
    wish: approveStep(),
    pool: [targeted, inStep('Manual'), withRollout({ approvedStep: { digest: OTHER, id: 'canary' } })],
    want: { rollout: { approvedStep: { digest: NEW, id: 'canary' } } },
  },
  { name: 'cancels the present target', wish: cancel, pool: [targeted], want: { rollout: { cancelledDigest: NEW } } },
  {
    name: 'refuses to cancel twice',
    wish: cancel,
    pool: [targeted, withRollout({ cancelledDigest: NEW })],
    want: /is cancelled already/,
  },
  { name: 'refuses to cancel without a target', wish: cancel, pool: [], want: /has no target yet/ },
  {
    name: 'takes a cancel back',
    wish: uncancel,
    pool: [withRollout({ cancelledDigest: NEW })],
    want: { rollout: { cancelledDigest: null } },
  },
  { name: 'refuses to take back what was not cancelled', wish: uncancel, pool: [], want: /no target is cancelled/ },
  {
    name: 'retries with a value that was never used',
    wish: retry,
    pool: [],
    want: { rollout: { retry: '2026-01-02T00:15:00.000Z' } },
  },
]

describe('kubectl bootc', () => {
  for (const { name, wish, pool, want } of cases) {
    it(name, async () => {
      const api = apiWith({ [PATHS.pools]: [aPool(read, ...pool)] })
      const done = steer(api, { pool: 'workers' }, wish, NOW)
      if (want instanceof RegExp) {
        await assert.rejects(
          done,
          (error: unknown) => isCommandError(error) && error.exit === 4 && want.test(error.message),
        )
        assert.deepEqual(api.patches, [])
        return
      }
      await done
      const { annotations, ...spec } = want as { readonly annotations?: object }
      const body = { metadata: { resourceVersion: '70', ...(annotations && { annotations }) }, spec }
      assert.deepEqual(JSON.parse(JSON.stringify(api.patches)), [
        { path: `${PATHS.pools}/workers`, body, dryRun: false },
      ])
    })
  }

  it('changes nothing in a dry run, and says so', async () => {
    const api = apiWith({ [PATHS.pools]: [aPool(read)] })
    const report = await steer(api, { pool: 'workers', dryRun: true }, pause, NOW)
    assert.deepEqual(
      api.patches.map(({ dryRun }) => dryRun),
      [true],
    )
    assert.match(printed([report], 'text', styleFor({ columns: undefined, environment: {} })), /nothing was\s+changed/)
  })

  it('reads and decides again when the operator wrote in between, and gives up when it always does', async () => {
    const conflict = { kind: 'api-refused', call: 'PATCH', status: 409, reason: 'Conflict', message: 'modified' }
    const refusing = (times: number) => {
      const api = apiWith({ [PATHS.pools]: [aPool(read)] })
      let asked = 0
      const patch: typeof api.patch = (...call) => {
        asked += 1
        return asked <= times ? Promise.reject(conflict) : api.patch(...call)
      }
      return { ...api, patch, asked: () => asked }
    }
    let decided = 0
    const wish: PoolEdit = (pool, now) => {
      decided += 1
      return pause(pool, now)
    }
    const api = refusing(2)
    await steer(api, { pool: 'workers' }, wish, NOW)
    assert.deepEqual([api.asked(), api.patches.length, decided], [3, 1, 3])
    const always = refusing(Number.POSITIVE_INFINITY)
    await assert.rejects(steer(always, { pool: 'workers' }, pause, NOW), conflict)
    assert.equal(always.asked(), 10)
  })

  it('knows no pool that does not exist', async () => {
    const done = steer(apiWith({}), { pool: 'nobody' }, pause, NOW)
    await assert.rejects(
      done,
      (error: unknown) => isCommandError(error) && error.exit === 3 && /"nobody"/.test(error.message),
    )
  })
})
