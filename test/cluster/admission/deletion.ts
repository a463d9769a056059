import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { waitFor } from '../../../testbed/control-plane/wait-for'
import { anUpdate, aPool, aRollout } from '../crd-samples'
import { PATIENCE_SECONDS } from '../support/views'
import { create, type GuardedCluster, OURS } from './guarded-cluster'

/** Deletes a pool that owns a rollout, as Metacontroller makes it, and a Node that owns its update, as node-sync does. */
export const describeDeletion = (current: () => GuardedCluster): void => {
  describe('the garbage collector', () => {
    const uidOf = (kind: string, name: string): Promise<string> =>
      current().kubectl('get', kind, name, '-o', 'jsonpath={.metadata.uid}')
    const ownedBy = async (kind: string, name: string) => {
      const reference = { apiVersion: 'node.bootc.dev/v1alpha1', kind, name, uid: await uidOf(kind, name) }
      return { name, ownerReferences: [{ ...reference, controller: true, blockOwnerDeletion: true }] }
    }
    const family = async (name: string): Promise<void> => {
      const { operator, controlPlane } = current()
      assert.equal((await controlPlane.apply(JSON.stringify(aPool(name)))).code, 0)
      const rolloutOf = { ...aRollout(name), metadata: await ownedBy('BootcNodePool', name) }
      assert.equal(await create(operator, `${OURS}/bootcrollouts`, rolloutOf), 'done')
    }
    const nodeWithUpdate = async (name: string): Promise<void> => {
      const { operator, controlPlane } = current()
      const node = JSON.stringify({ apiVersion: 'v1', kind: 'Node', metadata: { name } })
      assert.equal((await controlPlane.apply(node)).code, 0)
      const ownerReferences = [{ apiVersion: 'v1', kind: 'Node', name, uid: await uidOf('node', name) }]
      const update = { ...anUpdate(name), metadata: { name, ownerReferences } }
      assert.equal(await create(operator, `${OURS}/bootcnodeupdates`, update), 'done')
    }
    const isGone = async (resource: string, name: string): Promise<boolean> =>
      (await current().kubectl('get', resource, name, '--ignore-not-found', '-o', 'name')) === ''

    /**
     * The collector hears of each kind in the order of the changes: once it has collected a rollout whose pool never was,
     * it knows those before. One that it does not know yet it cannot let go, and collects later.
     */
    const untilRolloutsKnown = async (): Promise<void> => {
      const reference = { apiVersion: 'node.bootc.dev/v1alpha1', kind: 'BootcNodePool', name: 'never-was' }
      const metadata = { name: 'of-no-pool', ownerReferences: [{ ...reference, uid: randomUUID(), controller: true }] }
      const rollout = { ...aRollout('of-no-pool'), metadata }
      assert.equal(await create(current().operator, `${OURS}/bootcrollouts`, rollout), 'done')
      const look = async () => (await isGone('bro', 'of-no-pool')) || undefined
      await waitFor({ what: 'a rollout of no pool to be collected', seconds: PATIENCE_SECONDS, look })
    }

    for (const how of ['background', 'foreground']) {
      it(`deletes what a pool owned: ${how}`, async () => {
        const name = `pool-${how}`
        await family(name)
        await current().kubectl('delete', 'bnp', name, `--cascade=${how}`, '--timeout=240s')
        const look = async () => ((await isGone('bro', name)) && (await isGone('bnp', name))) || undefined
        await waitFor({ what: `${name} and what it owned to be gone`, seconds: PATIENCE_SECONDS, look })
      })

      it(`deletes the update of a Node with it: ${how}`, async () => {
        const name = `node-${how}`
        await nodeWithUpdate(name)
        await current().kubectl('delete', 'node', name, `--cascade=${how}`, '--timeout=240s')
        const look = async () => ((await isGone('bnu', name)) && (await isGone('node', name))) || undefined
        await waitFor({ what: `${name} and its update to be gone`, seconds: PATIENCE_SECONDS, look })
      })
    }

    it('lets go of what a pool owned: orphan', async () => {
      await family('pool-orphan')
      await untilRolloutsKnown()
      await current().kubectl('delete', 'bnp', 'pool-orphan', '--cascade=orphan', '--timeout=240s')
      assert.equal(
        await current().kubectl('get', 'bro', 'pool-orphan', '-o', 'jsonpath={.metadata.ownerReferences}'),
        '',
      )
    })
  })
}
