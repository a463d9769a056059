import assert from 'node:assert/strict'
import { startHungRegistry } from '../../../testbed/registry/hung-registry'
import type { TestRegistry } from '../../../testbed/registry/start-registry'
import { joinNodes, rebootsOf } from '../support/acts'
import type { Story } from '../support/concurrent-stories'
import { assertKept } from '../support/pools'
import { poolPath, until, untilPool } from '../support/views'
import { addProtectedPods, unprotect } from '../support/workloads'
import type { World } from '../support/world'
import {
  bootedOn,
  conditionOf,
  installed,
  putTagPool,
  untilAllRun,
  untilResolved,
  untilStatus,
  untilTarget,
} from './acts'
import { searchFor } from './leaks'
import { followAccount, registryNamed, release, withHabits } from './shelf'

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
    // The other image comes later: a lookup under way would find it with the log-in that it began with.
    const outdated = await untilResolved(world, 'private', 'Unauthorized')
    assert.match(outdated.status?.message ?? '', /the credentials that the pull secret has for/)
    assert.equal(outdated.status?.phase, 'UpToDate', 'the nodes are as they were')
    followAccount(world, registry)
    const second = await release(world, { ...of, version: '2' })
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

const habits: Story = {
  title:
    'a private registry with the habits of others (challenge at /v2/ only, in another spelling, log-in and content elsewhere): found and pulled',
  tell: async world => {
    const all = { challengeAtPingOnly: true, oddChallenge: true, realmElsewhere: true, contentElsewhere: true }
    const registry = await withHabits(world, await registryNamed(world, 'habits', 'token'), all)
    const digest = await release(world, { registry, repository: 'team/os', tag: 'stable', version: '1' })
    await joinNodes(world, 'habits', ['habits-1'])
    await putPullSecret(world, 'habits-pull', registry)
    const pool = { name: 'habits', ref: `${registry.host}/team/os:stable`, image: { updates: 'Automatic' } }
    await putTagPool(world, { ...pool, pullSecret: 'habits-pull' })
    await untilAllRun(world, 'habits', digest)
    assert.equal(bootedOn(world, 'habits-1'), digest)
  },
}

/** How often it is tried again on a machine where the lookups that hang are over before any other is. */
const ROUNDS = 5

/** Whether a pool gets its answer while the lookups of three others hang. */
const isAnsweredBeside = async (world: World, ref: string, round: number): Promise<boolean> => {
  const silent = await startHungRegistry()
  world.atEnd(silent.stop)
  const waiting = [1, 2, 3].map(number => `hung-${round}-${number}`)
  await Promise.all(waiting.map(name => putTagPool(world, { name, ref: `${silent.host}/os:stable` })))
  await until('all of them to hang', async () => silent.open() >= waiting.length || undefined, { every: 50 })
  const asked = silent.accepted()
  await putTagPool(world, { name: `calm-${round}`, ref })
  await untilResolved(world, `calm-${round}`, 'Tag')
  const hangStill = silent.open() >= waiting.length && silent.accepted() === asked
  for (const name of waiting) {
    const pool = await untilResolved(world, name, 'RegistryTimeout')
    assert.match(pool.status?.message ?? '', /did not answer within/)
    await world.api.remove(poolPath(name))
  }
  return hangStill
}

const hung: Story = {
  title: 'a registry that accepts and never answers delays only the pools that need it',
  tell: async world => {
    const registry = await registryNamed(world, 'public')
    await release(world, { registry, repository: 'calm', version: '1', tag: 'stable' })
    for (let round = 1; !(await isAnsweredBeside(world, `${registry.host}/calm:stable`, round)); round += 1) {
      assert.ok(round < ROUNDS, `none of ${ROUNDS} pools was answered as long as others hung`)
    }
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
    const done = await untilStatus(
      world,
      'down',
      'all nodes to run the target, and what is wrong to be said',
      (_, pool) => {
        const { phase, targetDigest } = pool.status ?? {}
        const isSaid = conditionOf(pool, 'ImageResolved')?.reason === 'RegistryUnreachable'
        return phase === 'UpToDate' && targetDigest === second && isSaid
      },
    )
    assert.match(done.status?.message ?? '', /refuses connections.*; asked again at /)
    await registry.start()
    await untilResolved(world, 'down', 'Tag')
    await untilStatus(world, 'down', 'the error to be gone', ({ image }) => image?.error === undefined)
    await assertKept(budget)
    assert.deepEqual(rebootsOf(world, names), [1, 1])
  },
}

export const registries: ReadonlyArray<Story> = [privateRepository, habits, down, hung]
