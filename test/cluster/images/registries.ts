import assert from 'node:assert/strict'
import { startHungRegistry } from '../../../e2e/registry/hung-registry'
import type { TestRegistry } from '../../../e2e/registry/start-registry'
import { joinNodes, rebootsOf } from '../support/acts'
import type { Story, World } from '../support/concurrent-stories'
import { assertKept } from '../support/pools'
import { untilPool } from '../support/views'
import { addProtectedPods, unprotect } from '../support/workloads'
import {
  bootedOn,
  conditionOf,
  installed,
  putTagPool,
  readImagePool,
  untilAllRun,
  untilResolved,
  untilStatus,
  untilTarget,
} from './acts'
import { searchFor } from './leaks'
import { followAccount, registryNamed, release } from './shelf'

const putPullSecret = ({ api }: World, name: string, { dockerConfig }: TestRegistry): Promise<void> =>
  api.put(`/api/v1/namespaces/bootc-operator/secrets/${name}`, {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace: 'bootc-operator' },
    type: 'kubernetes.io/dockerconfigjson',
    data: { '.dockerconfigjson': Buffer.from(dockerConfig()).toString('base64') },
  })

const privateRepository: Story = {
  title:
    'a private repository: nothing without credentials, all with them, also after a rotation, and no trace of them',
  tell: async world => {
    const registry = await registryNamed(world, 'private', 'token')
    const of = { registry, repository: 'team/os', tag: 'stable' }
    const first = await release(world, { ...of, version: '1' })
    await joinNodes(world, 'private', ['private-1'])
    const ref = `${registry.host}/team/os:stable`
    const pool = { name: 'private', ref, image: { updates: 'Automatic' }, pullSecret: 'private-pull' }
    await putTagPool(world, pool)
    const refused = await untilResolved(world, 'private', 'Unauthorized')
    assert.equal(conditionOf(refused, 'PullSecretReady')?.reason, 'SecretNotFound')
    await putPullSecret(world, 'private-pull', registry)
    await untilAllRun(world, 'private', first)

    const old = registry.account()
    await registry.rotate()
    const second = await release(world, { ...of, version: '2' })
    const outdated = await untilResolved(world, 'private', 'Unauthorized')
    assert.match(outdated.status?.message ?? '', /the credentials that the pull secret has for/)
    assert.equal(outdated.status?.phase, 'UpToDate', 'the nodes are as they were')
    followAccount(world, registry)
    await putPullSecret(world, 'private-pull', registry)
    await untilAllRun(world, 'private', second)
    assert.equal(bootedOn(world, 'private-1'), second)
    assert.deepEqual(rebootsOf(world, ['private-1']), [2])

    assert.deepEqual(await searchFor(world, [old, registry.account()]), [])
    const known = await searchFor(
      world,
      [registry.host, '/pool-sync'].map(password => ({ username: '', password })),
    )
    const places = ['hooks.log', 'bootcnodepools', 'bootcnodeupdates', 'events']
    assert.deepEqual(
      places.filter(place => !known.includes(place)),
      [],
      'what is no secret is found there',
    )
  },
}

const timeToResolve = async (world: World, name: string, ref: string): Promise<number> => {
  const from = Date.now()
  await putTagPool(world, { name, ref })
  await untilResolved(world, name, 'Tag')
  return Date.now() - from
}

const hung: Story = {
  title: 'a registry that accepts and never answers delays only the pools that need it',
  tell: async world => {
    const registry = await registryNamed(world, 'public')
    await release(world, { registry, repository: 'calm', version: '1', tag: 'stable' })
    const silent = await startHungRegistry()
    world.atEnd(silent.stop)
    const alone = await timeToResolve(world, 'calm-1', `${registry.host}/calm:stable`)
    const waiting = ['hung-1', 'hung-2', 'hung-3']
    const from = Date.now()
    for (const name of waiting) await putTagPool(world, { name, ref: `${silent.host}/os:stable` })
    const beside = await timeToResolve(world, 'calm-2', `${registry.host}/calm:stable`)
    for (const name of waiting) {
      assert.notEqual(conditionOf(await readImagePool(world, name), 'ImageResolved')?.status, 'True')
      const pool = await untilResolved(world, name, 'RegistryTimeout')
      assert.match(pool.status?.message ?? '', /did not answer within/)
    }
    const hungFor = Date.now() - from
    assert.ok(silent.accepted() >= waiting.length)
    assert.ok(beside < hungFor / 2, `beside it ${beside} ms, alone ${alone} ms; the hung ones took ${hungFor} ms`)
  },
}

const down: Story = {
  title: 'a registry that goes down during a rollout: the rollout goes on, and the condition stays until it is back',
  tell: async world => {
    const registry = await registryNamed(world, 'fragile')
    const names = ['down-1', 'down-2']
    const of = { registry, repository: 'os', tag: 'stable' }
    const first = await release(world, { ...of, version: '1' })
    await joinNodes(world, 'down', names, installed(registry, 'os', first))
    await addProtectedPods(world, 'down-2', 1)
    const ref = `${registry.host}/os:stable`
    await putTagPool(world, { name: 'down', ref, image: { updates: 'Automatic' } })
    await untilAllRun(world, 'down', first)
    const second = await release(world, { ...of, version: '2' })
    const budget = world.budget('down', 1)
    await untilTarget(world, 'down', second)
    await untilPool(world, 'down', /1 of 2 .*down-2 Draining .*blocked by/)
    await registry.kill()
    await untilResolved(world, 'down', 'RegistryUnreachable')
    await unprotect(world, 'down-2')
    const done = await untilAllRun(world, 'down', second)
    assert.equal(conditionOf(done, 'ImageResolved')?.reason, 'RegistryUnreachable', 'it is still said')
    assert.match(done.status?.message ?? '', /refuses connections.*; asked again at /)
    await registry.start()
    await untilResolved(world, 'down', 'Tag')
    await untilStatus(world, 'down', 'the error to be gone', ({ image }) => image?.error === undefined)
    assertKept(budget)
    assert.deepEqual(rebootsOf(world, names), [1, 1])
  },
}

export const registries: ReadonlyArray<Story> = [privateRepository, down, hung]
