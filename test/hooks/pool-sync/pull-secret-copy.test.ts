import assert from 'node:assert/strict'
import { aPool } from '../../builders/a-pool'
import { COPY, configOf, HOME, OTHER, passwordIn, said, secretOf, story, TYPE } from '../../support/pull-secret-story'

describe('the copy of a pull secret', () => {
  it('of another namespace is copied, with its owner, and written again only when it changes', async () => {
    const { sync, world, refer } = story()
    world.put(OTHER, secretOf(configOf('first')))
    refer(OTHER)
    const first = await sync()
    assert.deepEqual([said(first), first.mountedSecretName], ['True Copied', COPY.name])
    assert.deepEqual(world.writes(), [`create ${HOME}/${COPY.name}`])
    const copy = world.get(COPY)
    assert.deepEqual(copy?.data, world.get(OTHER)?.data)
    assert.equal(copy?.type, TYPE)
    assert.deepEqual(
      copy?.metadata.ownerReferences?.map(({ kind, uid }) => `${kind} ${uid}`),
      ['BootcNodePool pool-uid'],
    )
    await sync()
    assert.deepEqual(world.writes(), [])
    world.put(OTHER, secretOf(configOf('second')))
    assert.equal(passwordIn(await sync()), 'second')
    assert.deepEqual(world.writes(), [`update ${HOME}/${COPY.name}`])
    assert.deepEqual(world.get(COPY)?.data, world.get(OTHER)?.data)
  })

  it('that is not granted says which two commands grant it, to this account alone', async () => {
    const { sync, world, refer } = story()
    world.break(OTHER, 'forbidden')
    refer(OTHER)
    const { condition } = await sync()
    assert.equal(
      condition?.message,
      'the operator may not read Secret team/os-pull: grant it with kubectl create role bootc-pull-secret-os-pull --namespace=team --verb=get --resource=secrets --resource-name=os-pull && kubectl create rolebinding bootc-pull-secret-os-pull --namespace=team --role=bootc-pull-secret-os-pull --serviceaccount=bootc-operator:bootc-operator',
    )
  })

  const copied = async () => {
    const told = story()
    told.world.put(OTHER, secretOf(configOf('p')))
    told.refer(OTHER)
    await told.sync()
    told.world.writes()
    return told
  }
  type Told = ReturnType<typeof story>
  const after: ReadonlyArray<{
    name: string
    act: (told: Told) => void
    want: string
    stays: boolean
    mounted?: string
  }> = [
    {
      name: 'is gone',
      act: t => t.world.remove(OTHER),
      want: 'False SecretNotFound',
      stays: false,
    },
    {
      name: 'is withdrawn',
      act: t => t.world.break(OTHER, 'forbidden'),
      want: 'False SecretForbidden',
      stays: false,
    },
    {
      name: 'is of another type now',
      act: t => t.world.put(OTHER, secretOf({}, 'Opaque')),
      want: 'False WrongSecretType',
      stays: false,
    },
    {
      name: 'is out of reach',
      act: t => t.world.break(OTHER, 'unreachable'),
      want: 'Unknown SecretUnreadable',
      stays: true,
      mounted: COPY.name,
    },
    { name: 'is referred to no more', act: t => t.refer(undefined), want: 'undefined undefined', stays: false },
    {
      name: 'gives way to one of the operator’s namespace',
      act: t => t.refer({ name: 'os-pull' }),
      want: 'False SecretNotFound',
      stays: false,
    },
    {
      name: 'belongs to a pool whose report is lost',
      act: t => {
        t.refer(undefined)
        t.change({ status: {} })
      },
      want: 'undefined undefined',
      stays: false,
    },
    {
      name: 'belongs to a pool that is being deleted',
      act: t => t.change({ metadata: { ...aPool().metadata, deletionTimestamp: 'now' } }),
      want: 'undefined undefined',
      stays: true,
      mounted: COPY.name,
    },
  ]
  for (const { name, act, want, stays, mounted } of after) {
    it(`has its copy ${stays ? 'kept' : 'removed'} when it ${name}`, async () => {
      const told = await copied()
      act(told)
      const answer = await told.sync()
      assert.equal(said(answer), want)
      assert.equal(told.world.get(COPY) !== undefined, stays)
      assert.equal(answer.mountedSecretName, mounted)
      await told.sync()
      assert.deepEqual(told.world.writes(), stays ? [] : [`delete ${HOME}/${COPY.name}`])
    })
  }

  it('has its copy removed at last, after a removal that failed', async () => {
    const { sync, world, refer } = await copied()
    world.break(COPY, 'write')
    refer(undefined)
    assert.equal(said(await sync()), 'False CopyNotRemoved')
    world.break(COPY, undefined)
    assert.deepEqual(await sync(), { told: [] })
    assert.equal(world.get(COPY), undefined)
  })

  for (const how of ['write', 'conflict', 'unreachable'] as const) {
    it(`is usable for look-ups while its copy fails (${how}), and is copied later`, async () => {
      const { sync, world, refer } = story()
      world.put(OTHER, secretOf(configOf('p')))
      world.break(COPY, how)
      refer(OTHER)
      const answer = await sync()
      assert.deepEqual([said(answer), passwordIn(answer)], ['False CopyFailed', 'p'])
      world.break(COPY, undefined)
      assert.equal(said(await sync()), 'True Copied')
    })
  }

  it('never writes over, mounts or removes a Secret that is not its copy', async () => {
    const { sync, world, refer } = story()
    world.put(OTHER, secretOf(configOf('p')))
    world.put(COPY, secretOf(configOf('of somebody else')))
    refer(OTHER)
    const answer = await sync()
    assert.deepEqual([said(answer), answer.mountedSecretName], ['False CopyRefused', undefined])
    for (const how of ['unreachable', 'forbidden', undefined] as const) {
      world.break(OTHER, how)
      if (how === undefined) world.remove(OTHER)
      assert.equal((await sync()).mountedSecretName, undefined, how)
    }
    assert.deepEqual(world.writes(), [])
  })

  it('is mounted as long as it is its copy, also while the Secret cannot be looked at', async () => {
    const { sync, world } = await copied()
    world.break(OTHER, 'unreachable')
    assert.equal((await sync()).mountedSecretName, COPY.name)
    world.break(COPY, 'unreachable')
    for (let again = 0; again < 3; again += 1) assert.equal((await sync()).mountedSecretName, COPY.name)
    world.break(COPY, undefined)
    world.remove(COPY)
    world.put(COPY, secretOf(configOf('of somebody else')))
    assert.equal((await sync()).mountedSecretName, undefined)
  })

  it('has a copy that a pool of the same name left taken over', async () => {
    const { sync, world, change } = await copied()
    change({ metadata: { ...aPool().metadata, uid: 'the next pool' } })
    await sync()
    assert.deepEqual(
      world.get(COPY)?.metadata.ownerReferences?.map(({ uid }) => uid),
      ['the next pool'],
    )
  })
})
