import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { anUpdate, aPool, aRollout } from '../crd-samples'
import { OPERATOR } from '../support/api'
import { create, type GuardedCluster, type Identity, OURS, patch, remove, replaceSpec } from './guarded-cluster'

const aScope = (name: string) => ({
  apiVersion: 'node.bootc.dev/v1alpha1',
  kind: 'BootcPoolScope',
  metadata: { name },
  spec: { nodeSelector: { matchLabels: { 'example.com/role': 'worker' } }, allNodes: false },
})

/** A kind that the operator writes, with a change of its spec that is valid. */
const KINDS = [
  { plural: 'bootcrollouts', sample: aRollout('orders'), change: { paused: true } },
  {
    plural: 'bootcnodeupdates',
    sample: anUpdate('orders'),
    change: anUpdate('orders', { image: `registry.example/mine@sha256:${'a'.repeat(64)}` }).spec,
  },
  { plural: 'bootcpoolscopes', sample: aScope('orders'), change: { allNodes: true } },
]
const REMEDY = 'Edit the BootcNodePool instead, or delete this object and the operator recreates it'
const UNLOCK = JSON.stringify({ spec: { order: { lock: false } } })
const REPORT = { nodeUID: 'u', phase: 'Idle', message: 'told by the test' }
const update = `${OURS}/bootcnodeupdates/orders`
const rollout = `${OURS}/bootcrollouts/orders`

export const describeOrders = (current: () => GuardedCluster): void => {
  describe('a cluster-admin', () => {
    let admin: Identity

    before(async () => {
      admin = await current().person('orders-admin', 'cluster-admin')
      for (const { plural, sample } of KINDS) {
        assert.equal(await create(current().operator, `${OURS}/${plural}`, sample), 'done')
      }
      assert.equal(await create(admin, `${OURS}/bootcnodepools`, aPool('orders')), 'done')
    })

    for (const { plural, sample, change } of KINDS) {
      const { kind } = sample
      it(`creates no ${kind}`, async () => {
        const answer = await create(admin, `${OURS}/${plural}`, { ...sample, metadata: { name: 'mine' } })
        assert.ok(answer.includes(`only the bootc operator creates objects of kind ${kind}. ${REMEDY}`), answer)
      })

      it(`does not change the spec of a ${kind}, which the operator does`, async () => {
        const answer = await patch(admin, `${OURS}/${plural}/orders`, { spec: change })
        assert.ok(answer.includes(`only the bootc operator changes the spec of a ${kind}. ${REMEDY}`), answer)
        const { operator } = current()
        const path = `${OURS}/${plural}/orders`
        // It patches updates, and Metacontroller replaces what it makes for a pool.
        const written =
          kind === 'BootcNodeUpdate'
            ? patch(operator, path, { spec: change })
            : replaceSpec({ reader: admin, writer: operator }, path, change)
        assert.equal(await written, 'done')
      })
    }

    const metadata: ReadonlyArray<readonly [string, object, RegExp]> = [
      [
        'a label, by which the operator finds it',
        { labels: { 'controller-uid': 'mine' } },
        /^403: .*changes the labels/,
      ],
      [
        'what Metacontroller remembers',
        { annotations: { 'metacontroller.k8s.io/last-applied-configuration': '{}' } },
        /^403: .*changes the labels .*annotations/,
      ],
      [
        'an annotation of ours',
        { annotations: { 'node.bootc.dev/note': '7' } },
        /^403: .*annotations of node\.bootc\.dev/,
      ],
      ['an annotation of another tool', { annotations: { 'example.com/note': 'seen' } }, /^done$/],
      ['a finalizer', { finalizers: ['example.com/mine'] }, /^done$/],
      ['finalizers taken away', { finalizers: [] }, /^done$/],
    ]
    for (const [what, change, want] of metadata) {
      it(`${want.test('done') ? 'sets' : 'does not set'} ${what} on an update`, async () =>
        assert.match(await patch(admin, update, { metadata: change }), want))
    }

    const reports: ReadonlyArray<readonly [string, object, RegExp]> = [
      [update, REPORT, /^403: .*only the agent on node orders writes this status/],
      [
        rollout,
        { phase: 'Completed' },
        /^403: .*only the bootc operator writes the status of a BootcRollout\. In an emergency act as the operator/,
      ],
      [
        `${OURS}/bootcnodepools/orders`,
        { phase: 'Paused' },
        /^403: .*only the bootc operator writes the status of a BootcNodePool/,
      ],
    ]
    for (const [path, status, want] of reports) {
      it(`does not write the status of ${path.slice(OURS.length + 1)}`, async () =>
        assert.match(await patch(admin, `${path}/status`, { status }), want))
    }

    it('in an emergency acts as the operator, and the audit log has both names', async () => {
      const { controlPlane, kubectl } = current()
      const paused = (await kubectl('get', 'bro', 'orders', '-o', 'json')).replace('"paused": true', '"paused": false')
      const file = join(dirname(controlPlane.auditLog), 'rollout.json')
      writeFileSync(file, paused)
      await kubectl('replace', '-f', file, `--as=${OPERATOR}`)
      // What `kubectl edit` does.
      await kubectl('patch', 'bnu', 'orders', '--type=merge', '-p', UNLOCK, `--as=${OPERATOR}`)
      const written = readFileSync(controlPlane.auditLog, 'utf8')
        .split('\n')
        .filter(line => line.includes('"impersonatedUser"') && /"verb":"(update|patch)"/.test(line))
      assert.equal(written.length, 2)
      assert.ok(written.every(line => line.includes('"username":"admin"') && line.includes(OPERATOR)))
    })

    it('deletes whatever there is', async () => {
      for (const { plural } of KINDS) assert.equal(await remove(admin, `${OURS}/${plural}/orders`), 'done')
    })
  })
}
