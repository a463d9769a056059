import assert from 'node:assert/strict'
import { POOL_LABEL } from '../../hooks/api/names'
import { settings, workers } from '../simulate/plot'
import { pass, round } from '../simulate/run'
import type { Store, Stored } from '../simulate/store'
import { tell } from '../simulate/story'
import type { World } from '../simulate/world'

/** Every kind that the operator makes for a pool. */
const childrenIn = ({ rollouts, scopes, updates }: World): Readonly<Record<string, Store>> => ({
  rollouts,
  scopes,
  updates,
})

const objectsIn = (world: World): ReadonlyArray<readonly [string, Stored]> =>
  Object.entries(childrenIn(world)).flatMap(([kind, store]) =>
    Object.entries(store.all()).map(([name, object]) => [`${kind}/${name}`, object] as const),
  )

/** What a write to the spec, or another object of the name, would change. */
const identities = (world: World): ReadonlyArray<string> =>
  objectsIn(world).map(([name, { metadata }]) => `${name} ${metadata.uid} ${metadata.generation}`)

const poolsIn = (world: World): ReadonlyArray<string | undefined> =>
  objectsIn(world).map(([, { metadata }]) => metadata.labels?.[POOL_LABEL])

/** As an operator left them that knew no such label. */
const withoutLabels = (world: World): void => {
  for (const store of Object.values(childrenIn(world))) {
    for (const [name, { metadata }] of Object.entries(store.all())) {
      const old = Object.entries(metadata.labels ?? {}).filter(([key]) => key.startsWith('pool.node.bootc.dev/'))
      store.put(name, () => ({ metadata: { ...metadata, labels: Object.fromEntries(old) } }))
    }
  }
}

describe('the label of a pool', () => {
  it('is on its rollout, its scope and its updates', async () => {
    const world = workers(2)
    await tell({ world })
    assert.equal(objectsIn(world).length, 4)
    assert.deepEqual(new Set(poolsIn(world)), new Set(['workers']))
  })

  for (const seconds of [12, 22, 90]) {
    it(`comes to the objects of an earlier operator ${seconds} s into a rollout: none is made again, none is rebooted for it`, async () => {
      const [upgraded, undisturbed] = [workers(3, settings()), workers(3, settings())]
      await tell({ world: undisturbed, seconds })
      await tell({ world: upgraded, seconds })
      const before = identities(upgraded)
      withoutLabels(upgraded)
      // Long enough for each hook to have been called, by its resync at the latest.
      for (const until = upgraded.now + 5000; upgraded.now < until; pass(upgraded, until)) await round(upgraded)
      const uids = (lines: ReadonlyArray<string>) => lines.map(line => line.split(' ').slice(0, 2).join(' '))
      assert.deepEqual(uids(identities(upgraded)), uids(before))
      await tell({ world: upgraded })
      await tell({ world: undisturbed })
      assert.deepEqual(new Set(poolsIn(upgraded)), new Set(['workers']))
      assert.equal(upgraded.journal.reboots.length, 3)
      assert.deepEqual(uids(identities(upgraded)), uids(before))
      assert.equal(undisturbed.journal.reboots.length, 3)
    })
  }

  it('changes no order of a pool at rest', async () => {
    const world = workers(2)
    await tell({ world })
    const before = identities(world)
    withoutLabels(world)
    await tell({ world, seconds: 600 })
    assert.deepEqual(new Set(poolsIn(world)), new Set(['workers']))
    assert.deepEqual(identities(world), before)
  })
})
