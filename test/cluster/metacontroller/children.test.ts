import assert from 'node:assert/strict'
import { type Bench, eventually, SUBJECT, settle, useBench } from './bench'
import { API_VERSION, aChild, aComposite, aParent, CHILDREN, COMPOSITES, namesOf, PARENTS } from './toy-kinds'

const KIND = `Child.${API_VERSION}`

const childrenUpdatedBy = (method: string) => ({
  childResources: [{ apiVersion: API_VERSION, resource: 'children', updateStrategy: { method } }],
})

describe(`a child managed by ${SUBJECT}`, () => {
  const use = useBench()
  let bench: Bench
  before(async () => {
    bench = await use()
  })

  it('keeps foreign fields and its own status; drift of owned fields is reverted, no longer owned fields go', async () => {
    const { cluster, hooks } = bench
    let spec: Readonly<Record<string, unknown>> = { owned: 1, dropped: 2, list: ['a', 'b'], nested: { ours: true } }
    const sync = hooks.serve(() => ({ body: { children: [aChild('apply-1', spec, { color: 'red' })] } }))
    await cluster.create(COMPOSITES, aComposite('apply', sync.url))
    await cluster.create(PARENTS, aParent('apply'))
    await eventually('the child', () => namesOf(sync.calls.at(-1)?.request.children[KIND]).length === 1)

    await cluster.patch(CHILDREN, 'apply-1/status', { status: { phase: 'Mine' } })
    await cluster.patch(CHILDREN, 'apply-1', {
      metadata: { labels: { color: 'blue', theirs: 'yes' }, annotations: { theirs: 'yes' } },
      spec: { owned: 'drifted', list: ['c'], nested: { ours: false, theirs: true }, foreign: { deep: 1 } },
    })
    await eventually('the old value', async () => (await cluster.get(CHILDREN, 'apply-1')).spec?.['owned'] === 1)
    const reverted = await cluster.get(CHILDREN, 'apply-1')
    const nested = { ours: true, theirs: true }
    assert.deepEqual(reverted.spec, { owned: 1, dropped: 2, list: ['a', 'b'], nested, foreign: { deep: 1 } })
    assert.equal(reverted.metadata.labels?.['color'], 'red')
    assert.equal(reverted.metadata.labels?.['theirs'], 'yes')
    assert.equal(reverted.metadata.annotations?.['theirs'], 'yes')

    spec = { owned: 1, list: [], nested: { ours: true } }
    await cluster.patch(PARENTS, 'apply', { spec: { again: 1 } })
    await eventually('the field to go', async () => {
      const child = await cluster.get(CHILDREN, 'apply-1')
      return child.spec !== undefined && !('dropped' in child.spec)
    })
    const last = await cluster.get(CHILDREN, 'apply-1')
    assert.deepEqual(last.spec, { owned: 1, list: [], nested, foreign: { deep: 1 } })
    assert.deepEqual(last.status, { phase: 'Mine' })
  })

  it('cannot be given a status or system metadata, and is not written again at rest', async () => {
    const { cluster, hooks, writes } = bench
    const child = { ...aChild('rest-1', { text: '<a> & "b"' }), status: { forged: true } }
    const sync = hooks.serve(() => ({ body: { children: [child], resyncAfterSeconds: 0.3 } }))
    await cluster.create(COMPOSITES, aComposite('rest', sync.url))
    await cluster.create(PARENTS, aParent('rest'))
    const seeing = () => sync.calls.filter(({ request }) => request.children[KIND]?.['rest-1'] !== undefined)
    await eventually('some syncs that see it', () => seeing().length >= 4)
    assert.equal((await cluster.get(CHILDREN, 'rest-1')).status, undefined)
    // One that comes before its cache has the child is refused with 409.
    assert.equal(writes().filter(({ name, code }) => name === 'rest-1' && code < 300).length, 1)
  })

  it('is left as it is with OnDelete, which is also the default', async () => {
    const { cluster, hooks, writes } = bench
    let color = 'red'
    const sync = hooks.serve(() => ({ body: { status: { color }, children: [aChild('on-delete-1', { color })] } }))
    const childResources = [{ apiVersion: API_VERSION, resource: 'children' }]
    await cluster.create(COMPOSITES, aComposite('on-delete', sync.url, { childResources }))
    await cluster.create(PARENTS, aParent('on-delete'))
    await eventually('the child', () => namesOf(sync.calls.at(-1)?.request.children[KIND]).length === 1)
    color = 'blue'
    await cluster.patch(PARENTS, 'on-delete', { spec: { again: 1 } })
    await eventually('the sync', async () => (await cluster.get(PARENTS, 'on-delete')).status?.['color'] === 'blue')
    assert.deepEqual((await cluster.get(CHILDREN, 'on-delete-1')).spec, { color: 'red' })
    assert.equal(writes().filter(({ name }) => name === 'on-delete-1').length, 1)
  })

  it('is deleted and created anew with Recreate', async () => {
    const { cluster, hooks } = bench
    let color = 'red'
    const sync = hooks.serve(() => ({ body: { children: [aChild('recreate-1', { color })] } }))
    await cluster.create(COMPOSITES, aComposite('recreate', sync.url, childrenUpdatedBy('Recreate')))
    await cluster.create(PARENTS, aParent('recreate'))
    await eventually('the child', () => namesOf(sync.calls.at(-1)?.request.children[KIND]).length === 1)
    const before = await cluster.get(CHILDREN, 'recreate-1')
    color = 'blue'
    await cluster.patch(PARENTS, 'recreate', { spec: { again: 1 } })
    await eventually(
      'the new child',
      async () => (await cluster.find(CHILDREN, 'recreate-1'))?.spec?.['color'] === 'blue',
    )
    assert.notEqual((await cluster.get(CHILDREN, 'recreate-1')).metadata.uid, before.metadata.uid)
  })

  it('is adopted when it is an orphan with matching labels, released when they match no more', async () => {
    const { cluster, hooks, writes } = bench
    const selector = { matchLabels: { team: 'adopt' } }
    const kept = (request: { children: Record<string, Record<string, unknown>> }) =>
      Object.keys(request.children[KIND] ?? {})
    const sync = hooks.serve(request => ({
      body: { children: kept(request as never).map(name => aChild(name, {}, { team: 'adopt' })) },
    }))
    await cluster.create(CHILDREN, aChild('adopt-1', { theirs: 1 }, { team: 'adopt' }))
    await cluster.create(COMPOSITES, aComposite('adopt', sync.url, { generateSelector: false }))
    const parent = await cluster.create(PARENTS, aParent('adopt', { selector }))
    const owners = async (name: string) => (await cluster.get(CHILDREN, name)).metadata.ownerReferences ?? []
    await eventually('the adoption', async () => (await owners('adopt-1')).length === 1)
    const owner = { apiVersion: API_VERSION, kind: 'Parent', name: 'adopt', uid: parent.metadata.uid }
    assert.deepEqual(await owners('adopt-1'), [{ ...owner, controller: true, blockOwnerDeletion: true }])
    // The parent may have been seen, and asked about, before the orphan.
    const adoptedAt = () => writes().find(({ name }) => name === 'adopt-1')?.answeredAt ?? Number.POSITIVE_INFINITY
    const later = () => sync.calls.filter(({ at }) => at >= adoptedAt())
    await eventually('the sync', () => later().length > 0)
    const told = later().map(({ request }) => namesOf(request.children[KIND]).includes('adopt-1'))
    assert.ok(!told.includes(false), 'the hook sees it in the same sync')

    // A later orphan wakes the parent by its labels alone.
    await cluster.create(CHILDREN, aChild('adopt-2', {}, { team: 'adopt' }))
    await eventually('the second adoption', async () => (await owners('adopt-2')).length === 1)

    await cluster.patch(CHILDREN, 'adopt-1', { metadata: { labels: { team: 'other' } } })
    await eventually('the release', async () => (await owners('adopt-1')).length === 0)
    await settle()
    assert.deepEqual((await cluster.get(CHILDREN, 'adopt-1')).spec, { theirs: 1 })
    assert.equal((await owners('adopt-2')).length, 1)
  })

  it('is invisible when another object controls it, and deleted when adopted but not returned', async () => {
    const { cluster, hooks } = bench
    const selector = { matchLabels: { team: 'claim' } }
    const sync = hooks.serve(() => ({ body: { status: { phase: 'Ready' }, children: [] } }))
    const stranger = await cluster.create(PARENTS, aParent('claim-stranger'))
    const { name, uid } = stranger.metadata
    const ownerReferences = [{ apiVersion: API_VERSION, kind: 'Parent', name, uid, controller: true }]
    const owned = aChild('claim-1', {}, { team: 'claim' })
    const metadata = { ...(owned['metadata'] as object), ownerReferences }
    await cluster.create(CHILDREN, { ...owned, metadata })
    await cluster.create(CHILDREN, aChild('claim-2', {}, { team: 'claim' }))
    await cluster.create(COMPOSITES, aComposite('claim', sync.url, { generateSelector: false }))
    await cluster.create(PARENTS, aParent('claim', { selector }))
    await eventually('the orphan to go', async () => (await cluster.find(CHILDREN, 'claim-2')) === undefined)
    assert.ok(await cluster.find(CHILDREN, 'claim-1'))
    assert.ok(sync.calls.every(({ request }) => request.children[KIND]?.['claim-1'] === undefined))
  })

  it("is not written when it does not match the parent's own selector, and neither is anything else", async () => {
    const { cluster, hooks } = bench
    const sync = hooks.serve(() => ({ body: { status: { phase: 'Ready' }, children: [aChild('stray-1')] } }))
    await cluster.create(COMPOSITES, aComposite('stray', sync.url, { generateSelector: false }))
    const parent = await cluster.create(PARENTS, aParent('stray', { selector: { matchLabels: { team: 'stray' } } }))
    await eventually('the event', async () => (await cluster.syncErrors(parent)).length > 0)
    assert.equal(await cluster.find(CHILDREN, 'stray-1'), undefined)
    assert.equal((await cluster.get(PARENTS, 'stray')).status, undefined)
  })

  it('that cannot be written does not keep the others and the status from being written', async () => {
    const { cluster, hooks } = bench
    const children = [aChild('Not_A_Name'), aChild('fine-1')]
    const sync = hooks.serve(() => ({ body: { status: { phase: 'Ready' }, children } }))
    await cluster.create(COMPOSITES, aComposite('partly', sync.url))
    const parent = await cluster.create(PARENTS, aParent('partly'))
    await eventually('the event', async () => (await cluster.syncErrors(parent)).length > 0)
    assert.ok(await cluster.find(CHILDREN, 'fine-1'))
    assert.equal((await cluster.get(PARENTS, 'partly')).status?.['phase'], 'Ready')
  })
})
