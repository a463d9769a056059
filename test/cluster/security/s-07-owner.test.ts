import assert from 'node:assert/strict'
import { create, type Identity, OURS, patch } from '../admission/guarded-cluster'
import { aPool } from '../crd-samples'
import { poolPath, until } from '../support/views'
import { attackCluster } from './support/attack'

const POOL = 's07'
const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps'

interface Owned {
  readonly metadata: { readonly ownerReferences?: ReadonlyArray<object>; readonly deletionTimestamp?: string }
}

attackCluster('S-7', 'a pool-operator and the owner of a pool', current => {
  let steers: Identity
  let owner: { readonly apiVersion: string; readonly kind: string; readonly name: string; readonly uid: string }

  before(async () => {
    const { world, person } = current()
    // A pool that came with something else, as with a chart; its owner is cluster-scoped as it is.
    const { metadata } = await world.api.create<{ readonly metadata: { readonly uid: string } }>('/api/v1/nodes', {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name: 's07-owner' },
    })
    owner = { apiVersion: 'v1', kind: 'Node', name: 's07-owner', uid: metadata.uid }
    const editor = await person('s07-edits', 'bootc-pool-editor')
    const pool = { ...aPool(POOL), metadata: { name: POOL, ownerReferences: [owner] } }
    assert.equal(await create(editor, `${OURS}/bootcnodepools`, pool), 'done')
    steers = await person('s07-steers', 'bootc-pool-operator')
  })

  /** What would have gone with its owner has gone: the collector has looked at everything before it. */
  const untilCollected = async (name: string): Promise<void> => {
    const gone = { apiVersion: 'v1', kind: 'Node', name: 's07-never-was', uid: '00000000-0000-4000-8000-000000000007' }
    const { api } = current().world
    await api.create(CONFIG_MAPS, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name, namespace: 'default', ownerReferences: [gone] },
    })
    await until(
      'the garbage collector',
      async () => (await api.get(`${CONFIG_MAPS}/${name}`)) === undefined || undefined,
    )
  }

  const lies: ReadonlyArray<readonly [string, object]> = [
    ['renamed under the same uid', { name: 's07-never-was' }],
    ['of another kind under the same uid', { kind: 'Namespace' }],
    ['of another group under the same uid', { apiVersion: 'example.com/v1' }],
    ['that controls it now', { controller: true }],
    ['that does not exist', { name: 's07-none', uid: '00000000-0000-4000-8000-000000000008' }],
  ]
  for (const [what, change] of lies) {
    it(`deletes it by no owner ${what}`, async () => {
      const ownerReferences = [{ ...owner, ...change }]
      assert.match(
        await patch(steers, poolPath(POOL), { metadata: { ownerReferences } }),
        /^403: .*you may not add or change metadata\.finalizers or metadata\.ownerReferences/,
      )
      await untilCollected(`s07-${what.replaceAll(' ', '-')}`)
      const pool = await current().world.api.get<Owned>(poolPath(POOL))
      assert.deepEqual([pool?.metadata.ownerReferences, pool?.metadata.deletionTimestamp], [[owner], undefined])
    })
  }
})
