import assert from 'node:assert/strict'
import { type Bench, eventually, SUBJECT, settle, useBench } from './bench'
import { API_VERSION, aChild, aDecorator, aParent, CHILDREN, DECORATORS, namesOf, PARENTS } from './toy-kinds'

const KIND = `Child.${API_VERSION}`

describe(`a decorator controller of ${SUBJECT}`, () => {
  const use = useBench()
  let bench: Bench
  before(async () => {
    bench = await use()
  })

  it('sets and removes labels, annotations and status, attaches objects, and then rests', async () => {
    const { cluster, hooks, writes } = bench
    const sync = hooks.serve(() => ({
      body: {
        labels: { added: 'yes', removed: null },
        annotations: { note: 'hello' },
        status: { phase: 'Decorated' },
        attachments: [aChild('dec-1', { a: 1 })],
      },
    }))
    await cluster.create(DECORATORS, aDecorator('dec', sync.url))
    const parent = aParent('dec', { untouched: true })
    const labels = { case: 'dec', removed: 'soon', kept: 'yes' }
    const { metadata } = await cluster.create(PARENTS, { ...parent, metadata: { name: 'dec', labels } })
    await eventually('the attachment', () => namesOf(sync.calls.at(-1)?.request.attachments[KIND]).length === 1)

    const first = sync.calls[0]?.request
    assert.deepEqual(Object.keys(first ?? {}).sort(), ['attachments', 'controller', 'finalizing', 'object', 'related'])
    const decorated = await cluster.get(PARENTS, 'dec')
    assert.deepEqual(decorated.metadata.labels, { case: 'dec', added: 'yes', kept: 'yes' })
    assert.deepEqual(decorated.metadata.annotations, { note: 'hello' })
    assert.deepEqual(decorated.status, { phase: 'Decorated' })
    assert.deepEqual(decorated.spec, { untouched: true })
    const child = await cluster.get(CHILDREN, 'dec-1')
    assert.equal(child.metadata.ownerReferences?.[0]?.['uid'], metadata.uid)
    assert.equal(child.metadata.annotations?.['metacontroller.k8s.io/decorator-controller'], 'dec')
    const applied = child.metadata.annotations?.['metacontroller.k8s.io/last-applied-configuration'] ?? ''
    assert.ok(applied.includes('"metacontroller.k8s.io/decorator-controller":"dec"'), 'the mark is applied too')

    await cluster.patch(PARENTS, 'dec/status', { status: { more: 1 } })
    await eventually('the status to be replaced', async () => {
      return (await cluster.get(PARENTS, 'dec')).status?.['more'] === undefined
    })
    // The sync after the one that replaced it: only then is all written.
    await eventually('a sync that finds it replaced', () => {
      const more = sync.calls.map(({ request }) => request.object.status?.['more'] !== undefined)
      return more.includes(true) && more.at(-1) === false
    })
    const count = () => writes().filter(({ name }) => name === 'dec' || name === 'dec-1').length
    const before = count()
    await cluster.patch(PARENTS, 'dec', { spec: { again: 1 } })
    await eventually('a call', () => sync.calls.at(-1)?.request.object.spec?.['again'] === 1)
    await settle()
    assert.equal(count(), before, 'a sync that finds everything as it should be writes nothing')
  })

  it('writes an attachment at every sync that holds what the API server does not keep, such as empty labels', async () => {
    const { cluster, hooks, writes } = bench
    // Not all calls: one that comes before the cache has the child creates it again, in vain.
    const seeing = (): number =>
      sync.calls.filter(({ request }) => namesOf(request.attachments[KIND]).length === 1).length
    const sync = hooks.serve(() => ({
      body: { attachments: [aChild('trap-1', {}, {})], ...(seeing() < 4 ? { resyncAfterSeconds: 0.3 } : {}) },
    }))
    await cluster.create(DECORATORS, aDecorator('trap', sync.url))
    await cluster.create(PARENTS, aParent('trap'))
    await eventually('four calls that see it', () => seeing() >= 4)
    const updates = () => writes().filter(({ name, verb }) => name === 'trap-1' && verb === 'update')
    await eventually('an update by each sync that saw it', () => updates().length >= 4)
    assert.ok(updates().every(({ code }) => code === 200))
  })

  it('ends the sync at a 409 of the object, before any attachment', async () => {
    const { cluster, hooks, writes } = bench
    const sync = hooks.serve(async (_, calls) => {
      if (calls > 1) return { body: { labels: { decided: 'fresh' }, attachments: [aChild('late')] } }
      await cluster.patch(PARENTS, 'stale', { metadata: { annotations: { meanwhile: 'changed' } } })
      return { body: { labels: { decided: 'stale' }, attachments: [aChild('early')] } }
    })
    await cluster.create(DECORATORS, aDecorator('stale', sync.url))
    const parent = await cluster.create(PARENTS, aParent('stale'))
    await eventually('the later attachment', async () => (await cluster.find(CHILDREN, 'late')) !== undefined)
    assert.equal((await cluster.get(PARENTS, 'stale')).metadata.labels?.['decided'], 'fresh')
    const codes = writes()
      .filter(({ name, resource }) => name === 'stale' && resource === 'parents')
      .map(({ code }) => code)
    assert.deepEqual(codes, [409, 200])
    assert.ok(!writes().some(({ name }) => name === 'early'), 'nobody tried to create it')
    assert.deepEqual(await cluster.syncErrors(parent), [])
  })

  it('sees only attachments of its own, adopts nothing and deletes what is no longer returned', async () => {
    const { cluster, hooks } = bench
    let attachments = [aChild('own-1'), aChild('own-2')]
    const sync = hooks.serve(() => ({ body: { attachments } }))
    const parent = await cluster.create(PARENTS, aParent('own'))
    const { name, uid } = parent.metadata
    const ownerReferences = [{ apiVersion: API_VERSION, kind: 'Parent', name, uid, controller: true }]
    await cluster.create(CHILDREN, { ...aChild('own-foreign'), metadata: { name: 'own-foreign', ownerReferences } })
    await cluster.create(DECORATORS, aDecorator('own', sync.url))
    const seen = () => namesOf(sync.calls.at(-1)?.request.attachments[KIND]).join()
    await eventually('both attachments', () => seen() === 'own-1,own-2')
    attachments = [aChild('own-1')]
    await cluster.patch(PARENTS, 'own', { spec: { again: 1 } })
    await eventually('one attachment', () => seen() === 'own-1')
    assert.equal(await cluster.find(CHILDREN, 'own-2'), undefined)
    assert.ok(await cluster.find(CHILDREN, 'own-foreign'))
  })

  it('looks only at objects that its selectors match', async () => {
    const { cluster, hooks } = bench
    const sync = hooks.serve(() => ({ body: { annotations: { seen: 'yes' }, attachments: [] } }))
    const labelSelector = { matchExpressions: [{ key: 'case', operator: 'In', values: ['pick-1', 'pick-2'] }] }
    const annotationSelector = { matchAnnotations: { pick: 'me' } }
    const resources = [{ apiVersion: API_VERSION, resource: 'parents', labelSelector, annotationSelector }]
    await cluster.create(DECORATORS, aDecorator('pick', sync.url, { resources }))
    await cluster.create(PARENTS, aParent('pick-1'))
    await cluster.create(PARENTS, aParent('pick-3'))
    await cluster.patch(PARENTS, 'pick-3', { metadata: { annotations: { pick: 'me' } } })
    await settle()
    assert.equal(sync.calls.length, 0)
    await cluster.patch(PARENTS, 'pick-1', { metadata: { annotations: { pick: 'me' } } })
    const annotations = async () => (await cluster.get(PARENTS, 'pick-1')).metadata.annotations
    await eventually('the decoration', async () => (await annotations())?.['seen'] === 'yes')
    assert.ok(sync.calls.every(({ request }) => request.object.metadata.name === 'pick-1'))
  })
})
