import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parse } from 'yaml'
import { aPool } from '../crd-samples'
import { ask, create, type GuardedCluster, type Identity, OURS, patch, setStatus } from './guarded-cluster'

const POOLS = `${OURS}/bootcnodepools`
const DIGEST = `sha256:${'a'.repeat(64)}`
/** What the tag names now, as the operator found it. */
const SEEN = { availableDigest: DIGEST, updateAvailable: true }
const full = parse(readFileSync(resolve('manifests/samples/pool-full.yaml'), 'utf8'))

const STEERING: ReadonlyArray<readonly [string, object]> = [
  ['pauses', { rollout: { paused: true } }],
  ['resumes', { rollout: { paused: false } }],
  ['resumes by taking the field away', { rollout: { paused: null } }],
  ['approves', { image: { approvedDigest: DIGEST } }],
  ['takes an approval back', { image: { approvedDigest: null } }],
  ['cancels', { rollout: { cancelledDigest: DIGEST } }],
  ['takes a cancellation back', { rollout: { cancelledDigest: null } }],
  ['retries', { rollout: { retry: 'again' } }],
  ['approves a step', { rollout: { approvedStep: { digest: DIGEST, id: 'canary' } } }],
  ['takes the approval of a step back', { rollout: { approvedStep: null } }],
  [
    'does all at once',
    { image: { approvedDigest: DIGEST }, rollout: { paused: true, retry: 'b', cancelledDigest: DIGEST } },
  ],
  ['changes nothing', {}],
]

/** Changes with the fields that their refusal names, which are those and no others. */
const EDITS: ReadonlyArray<readonly [string, object]> = [
  ['spec.image.ref', { image: { ref: 'registry.example.com/mine:latest' } }],
  ['spec.image.updates', { image: { updates: 'Automatic' } }],
  ['spec.image.pollIntervalSeconds', { image: { pollIntervalSeconds: 60 } }],
  ['spec.nodeSelector', { nodeSelector: { matchLabels: { 'example.com/role': 'control' } } }],
  ['spec.allNodes', { allNodes: true }],
  ['spec.pullSecretRef', { pullSecretRef: { name: 'mine' } }],
  ['spec.rollout.maxUnavailable', { rollout: { maxUnavailable: '100%' } }],
  ['spec.rollout.maintenanceWindows', { rollout: { maintenanceWindows: [{ start: '1 2 * * *', duration: '1h' }] } }],
  ['spec.rollout.onFailure', { rollout: { onFailure: 'RollBack', paused: true } }],
  ['spec.rollout.steps', { rollout: { steps: [{ id: 'mine' }] } }],
  ['spec.rollout.gates', { rollout: { gates: [{ id: 'mine', prometheus: { url: 'http://prometheus.mine' } }] } }],
  ['spec.rollout.urgentDigest', { rollout: { urgentDigest: DIGEST } }],
  ['spec.disruption', { disruption: { drain: { gracePeriodSeconds: 0 } } }],
  [
    'spec.image.ref, spec.rollout.maxStaging',
    { image: { ref: 'localhost/mine:a' }, rollout: { maxStaging: 1, retry: 'c' } },
  ],
]
/** What the full pool has and must not lose. */
const REMOVALS: ReadonlyArray<readonly [string, object]> = [
  ['spec.image.requireSignature', { image: { requireSignature: false } }],
  ['spec.pullSecretRef', { pullSecretRef: null }],
  ['spec.rollout.maintenanceWindows', { rollout: { maintenanceWindows: null } }],
]

const assertNamed = (answer: string, fields: string): void => {
  const want = `you may pause, resume, approve, cancel and retry, but not change ${fields}: ask for ClusterRole bootc-pool-editor`
  assert.ok(answer.startsWith('403: ') && answer.includes(want), answer)
}

export const describePools = (current: () => GuardedCluster): void => {
  describe('who has ClusterRole bootc-pool-operator', () => {
    let operator: Identity
    let editor: Identity

    before(async () => {
      operator = await current().person('steers', 'bootc-pool-operator')
      editor = await current().person('edits', 'bootc-pool-editor')
      assert.equal(await create(editor, POOLS, aPool('few-fields')), 'done')
      assert.equal(await create(editor, POOLS, { ...full, metadata: { name: 'all-fields' } }), 'done')
      for (const name of ['few-fields', 'all-fields']) await setStatus(current(), `bnp/${name}`, SEEN)
    })

    for (const name of ['few-fields', 'all-fields']) {
      const path = `${POOLS}/${name}`
      const edits = name === 'all-fields' ? [...EDITS, ...REMOVALS] : EDITS
      for (const [what, spec] of STEERING) {
        it(`${what} (pool ${name})`, async () => assert.equal(await patch(operator, path, { spec }), 'done'))
      }
      for (const [fields, spec] of edits) {
        const verb = REMOVALS.some(([, removal]) => removal === spec) ? 'remove' : 'change'
        it(`does not ${verb} ${fields} (pool ${name})`, async () =>
          assertNamed(await patch(operator, path, { spec }), fields))
      }
    }

    it('pauses with server-side apply too, and changes nothing else by it', async () => {
      const { apiVersion, kind, spec } = aPool('few-fields')
      const apply = (rollout: object): Promise<string> =>
        ask(operator, {
          method: 'PATCH',
          path: `${POOLS}/few-fields`,
          query: { fieldManager: 'steers', force: 'true' },
          contentType: 'application/apply-patch+yaml',
          body: { apiVersion, kind, metadata: { name: 'few-fields' }, spec: { ...spec, rollout } },
        })
      assert.equal(await apply({ paused: true }), 'done')
      assertNamed(await apply({ maxStaging: 7 }), 'spec.rollout.maxStaging')
    })

    it('approves no digest that the operator has not seen, which who edits pools does', async () => {
      const change = { spec: { image: { approvedDigest: `sha256:${'b'.repeat(64)}` } } }
      const path = `${POOLS}/few-fields`
      assert.match(
        await patch(operator, path, change),
        /^403: .*you may approve only what the operator has seen .*, which is sha256:a{64}: for any other digest ask/,
      )
      assert.equal(await patch(editor, path, change), 'done')
      assert.equal(await patch(editor, path, { spec: { image: { approvedDigest: null } } }), 'done')
    })

    const metadata: ReadonlyArray<readonly [string, object]> = [
      ['a finalizer, which would keep the pool', { finalizers: ['example.com/mine'] }],
      [
        'an owner, which would delete it',
        { ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name: 'a', uid: 'u' }] },
      ],
    ]
    for (const [what, change] of metadata) {
      it(`does not add ${what}, but takes it away`, async () => {
        const path = `${POOLS}/few-fields`
        const nothing = Object.fromEntries(Object.keys(change).map(key => [key, null]))
        assert.match(
          await patch(operator, path, { metadata: change }),
          /^403: .*you may not add or change metadata\.finalizers or/,
        )
        // Deleted at once by the garbage collector, were it not a dry run.
        const how = { query: { dryRun: 'All' }, contentType: 'application/merge-patch+json' }
        assert.equal(await ask(editor, { method: 'PATCH', path, body: { metadata: change }, ...how }), 'done')
        assert.equal(await patch(operator, path, { metadata: nothing }), 'done')
      })
    }
  })

  it('who has ClusterRole bootc-pool-editor changes every field', async () => {
    const editor = await current().person('edits-all', 'bootc-pool-editor')
    assert.equal(await create(editor, POOLS, { ...full, metadata: { name: 'edited' } }), 'done')
    for (const [fields, spec] of EDITS) assert.equal(await patch(editor, `${POOLS}/edited`, { spec }), 'done', fields)
  })
}
