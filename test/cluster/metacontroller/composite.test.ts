import assert from 'node:assert/strict'
import { type Bench, eventually, SUBJECT, settle, useBench } from './bench'
import type { HookReply } from './toy-hooks'
import { API_VERSION, aChild, aComposite, aParent, CHILDREN, COMPOSITES, namesOf, PARENTS } from './toy-kinds'

const KIND = `Child.${API_VERSION}`

describe(`a composite controller of ${SUBJECT}`, () => {
  const use = useBench()
  let bench: Bench
  before(async () => {
    bench = await use()
  })

  it('is posted the parent, every declared kind of children by name, what is related, and itself', async () => {
    const { cluster, hooks } = bench
    const sync = hooks.serve(() => ({ body: { status: { phase: 'Ready' }, children: [aChild('shape-1', { a: 1 })] } }))
    await cluster.create(COMPOSITES, aComposite('shape', sync.url))
    await cluster.create(PARENTS, aParent('shape', { b: 2 }))
    await eventually(
      'the child in a request',
      () => sync.calls.at(-1)?.request.children[KIND]?.['shape-1'] !== undefined,
    )

    const first = sync.calls[0]?.request
    assert.deepEqual(Object.keys(first ?? {}).sort(), ['children', 'controller', 'finalizing', 'parent', 'related'])
    assert.deepEqual(first?.children, { [KIND]: {} })
    assert.deepEqual(first?.related, {})
    assert.equal(first?.finalizing, false)
    assert.deepEqual(first?.parent.spec, { b: 2 })
    assert.equal(first?.controller.kind, 'CompositeController')

    const parent = await cluster.get(PARENTS, 'shape')
    const child = await cluster.get(CHILDREN, 'shape-1')
    const { uid } = parent.metadata
    assert.equal(child.metadata.labels?.['controller-uid'], uid, 'generateSelector adds its label')
    const owner = { apiVersion: API_VERSION, kind: 'Parent', name: 'shape', uid }
    assert.deepEqual(child.metadata.ownerReferences, [{ ...owner, controller: true, blockOwnerDeletion: true }])
    assert.equal(
      child.metadata.annotations?.['metacontroller.k8s.io/last-applied-configuration'],
      `{"apiVersion":"${API_VERSION}","kind":"Child","metadata":{"labels":{"controller-uid":"${uid}"},"name":"shape-1"},"spec":{"a":1}}`,
    )
  })

  it("overwrites the parent's status, whatever the hook saw", async () => {
    const { cluster, hooks } = bench
    const sync = hooks.serve(async () => {
      await cluster.patch(PARENTS, 'overwrite/status', { status: { foreign: 'written while the hook was thinking' } })
      return { body: { status: { phase: 'Decided' }, children: [] } }
    })
    await cluster.create(COMPOSITES, aComposite('overwrite', sync.url))
    const parent = await cluster.create(PARENTS, aParent('overwrite'))
    const want = { phase: 'Decided', observedGeneration: 1 }
    await eventually(
      'the status',
      async () => (await cluster.get(PARENTS, 'overwrite')).status?.['phase'] !== undefined,
    )
    assert.deepEqual((await cluster.get(PARENTS, 'overwrite')).status, want)
    assert.deepEqual(await cluster.syncErrors(parent), [])
  })

  it('writes children one by one after the answer, and the status after them', async () => {
    const { cluster, hooks, writes } = bench
    const names = ['one-1', 'one-2', 'one-3', 'one-4', 'one-5']
    const sync = hooks.serve(() => ({
      body: { status: { phase: 'Ready' }, children: names.map(name => aChild(name)) },
    }))
    await cluster.create(COMPOSITES, aComposite('one-by-one', sync.url))
    await cluster.create(PARENTS, aParent('one-by-one'))
    const mine = () => writes().filter(({ name }) => names.includes(name) || name === 'one-by-one')
    await eventually('the status', () => mine().some(({ subresource }) => subresource === 'status'))

    const inOrder = mine().slice(0, 6)
    assert.deepEqual(
      inOrder.map(({ verb, resource }) => `${verb} ${resource}`),
      [...names.map(() => 'create children'), 'update parents'],
    )
    assert.ok((inOrder[0]?.receivedAt ?? 0) >= (sync.calls[0]?.answeredAt ?? 0), 'nothing is written before the answer')
    for (const [index, write] of inOrder.entries()) {
      const before = inOrder[index - 1]
      if (before !== undefined)
        assert.ok(write.receivedAt >= before.answeredAt, `${write.name} waits for ${before.name}`)
    }
  })

  it('swallows a 409 of a child that changed meanwhile, and tries again with the newer one', async () => {
    const { cluster, hooks, writes } = bench
    let color = 'red'
    const sync = hooks.serve(async request => {
      if (color === 'blue' && request.children[KIND]?.['conflict-1']?.spec?.['foreign'] === undefined) {
        await cluster.patch(CHILDREN, 'conflict-1', { spec: { foreign: true } })
      }
      return { body: { children: [aChild('conflict-1', { color })] } }
    })
    await cluster.create(COMPOSITES, aComposite('conflict', sync.url))
    const parent = await cluster.create(PARENTS, aParent('conflict'))
    await eventually(
      'the child in a request',
      () => sync.calls.at(-1)?.request.children[KIND]?.['conflict-1'] !== undefined,
    )
    color = 'blue'
    await cluster.patch(PARENTS, 'conflict', { spec: { again: true } })
    await eventually('the change', async () => (await cluster.get(CHILDREN, 'conflict-1')).spec?.['color'] === 'blue')
    assert.deepEqual((await cluster.get(CHILDREN, 'conflict-1')).spec, { color: 'blue', foreign: true })
    const updates = () => writes().filter(({ name, verb }) => name === 'conflict-1' && verb === 'update')
    // Written down a moment after anybody can read it.
    await eventually('both tries', () => updates().length > 1)
    assert.deepEqual(
      updates().map(({ code }) => code),
      [409, 200],
    )
    assert.deepEqual(await cluster.syncErrors(parent), [])
  })

  it('swallows that a child exists already: it is not taken over, and all else goes on', async () => {
    const { cluster, hooks, writes } = bench
    const sync = hooks.serve(() => ({
      body: { status: { phase: 'Ready' }, children: [aChild('taken', { mine: true }), aChild('free', { mine: true })] },
    }))
    const before = await cluster.create(CHILDREN, aChild('taken', { theirs: true }))
    await cluster.create(COMPOSITES, aComposite('already', sync.url))
    const parent = await cluster.create(PARENTS, aParent('already'))
    await eventually('the status', async () => (await cluster.get(PARENTS, 'already')).status?.['phase'] === 'Ready')
    await settle()
    assert.ok(await cluster.find(CHILDREN, 'free'))
    assert.equal((await cluster.get(CHILDREN, 'taken')).metadata.resourceVersion, before.metadata.resourceVersion)
    assert.ok(writes().some(({ name, verb, code }) => name === 'taken' && verb === 'create' && code === 409))
    assert.deepEqual(await cluster.syncErrors(parent), [])
    assert.ok(sync.calls.every(({ request }) => request.children[KIND]?.['taken'] === undefined))
  })

  it('deletes all children when the answer has none, and reduces the status to observedGeneration', async () => {
    const { cluster, hooks } = bench
    let reply: HookReply['body'] = { status: { phase: 'Ready' }, children: [aChild('gone-1'), aChild('gone-2')] }
    const sync = hooks.serve(() => ({ body: reply }))
    await cluster.create(COMPOSITES, aComposite('gone', sync.url))
    await cluster.create(PARENTS, aParent('gone'))
    await eventually('both children', () => namesOf(sync.calls.at(-1)?.request.children[KIND]).length === 2)
    reply = {}
    await cluster.patch(PARENTS, 'gone', { metadata: { annotations: { again: '1' } } })
    await eventually('no children', async () => {
      const left = (await cluster.list(CHILDREN)).filter(({ metadata }) => metadata.name.startsWith('gone-'))
      return left.length === 0
    })
    await eventually(
      'the bare status',
      async () => (await cluster.get(PARENTS, 'gone')).status?.['phase'] === undefined,
    )
    assert.deepEqual((await cluster.get(PARENTS, 'gone')).status, { observedGeneration: 1 })
  })

  it('is not called for a change of its own status when it ignores them, but for one of metadata', async () => {
    const { cluster, hooks } = bench
    const sync = hooks.serve(() => ({ body: { status: { phase: 'Ready' }, children: [] } }))
    await cluster.create(COMPOSITES, aComposite('ignore', sync.url))
    await cluster.create(PARENTS, aParent('ignore'))
    await eventually('the status', async () => (await cluster.get(PARENTS, 'ignore')).status?.['phase'] === 'Ready')
    await settle()
    const before = sync.calls.length
    await cluster.patch(PARENTS, 'ignore/status', { status: { foreign: 1 } })
    await settle()
    assert.equal(sync.calls.length, before)
    await cluster.patch(PARENTS, 'ignore', { metadata: { annotations: { look: 'here' } } })
    await eventually('a call', () => sync.calls.length > before)
  })

  it('is called for a change of its status when it does not ignore them', async () => {
    const { cluster, hooks } = bench
    const sync = hooks.serve(() => ({ body: { status: { phase: 'Ready' }, children: [] } }))
    const parentResource = {
      apiVersion: API_VERSION,
      resource: 'parents',
      labelSelector: { matchLabels: { case: 'heed' } },
    }
    await cluster.create(COMPOSITES, aComposite('heed', sync.url, { parentResource }))
    await cluster.create(PARENTS, aParent('heed'))
    await eventually('a call for the status that it wrote itself', () => sync.calls.length >= 2)
    await settle()
    const before = sync.calls.length
    await cluster.patch(PARENTS, 'heed/status', { status: { foreign: 1 } })
    await eventually('a call', () => sync.calls.length > before)
  })
})
