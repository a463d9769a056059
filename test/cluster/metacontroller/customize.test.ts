import assert from 'node:assert/strict'
import { type Bench, eventually, SUBJECT, settle, useBench } from './bench'
import {
  API_VERSION,
  aComposite,
  aDecorator,
  aParent,
  aRelative,
  COMPOSITES,
  DECORATORS,
  hook,
  namesOf,
  PARENTS,
  RELATIVES,
} from './toy-kinds'

const KIND = `Relative.${API_VERSION}`
const NODES = '/api/v1/nodes'

const related = (team: string) => [
  { apiVersion: API_VERSION, resource: 'relatives', labelSelector: { matchLabels: { team } } },
]

describe(`the customize hook under ${SUBJECT}`, () => {
  const use = useBench()
  let bench: Bench
  before(async () => {
    bench = await use()
  })

  it('is asked once per uid and generation of the parent, and its answer decides what is related', async () => {
    const { cluster, hooks } = bench
    const customize = hooks.serve(({ parent }) => ({
      body: { relatedResources: related(String(parent.spec?.['team'])) },
    }))
    const sync = hooks.serve(() => ({ body: { status: { phase: 'Ready' }, children: [] } }))
    const last = () => namesOf(sync.calls.at(-1)?.request.related[KIND])
    // It is asked for every parent of the kind when a related object changes, even for those of no concern.
    const asked = () => customize.calls.filter(({ request }) => request.parent.metadata.name === 'custom').length
    await cluster.create(RELATIVES, aRelative('custom-a', { team: 'custom-a' }))
    await cluster.create(RELATIVES, aRelative('custom-b', { team: 'custom-b' }))
    const hooksOfIt = { sync: hook(sync.url), customize: hook(customize.url) }
    await cluster.create(COMPOSITES, aComposite('custom', sync.url, { hooks: hooksOfIt }))
    await cluster.create(PARENTS, aParent('custom', { team: 'custom-a' }))
    await eventually('the first relative', () => last().join() === 'custom-a')
    assert.deepEqual(Object.keys(customize.calls[0]?.request ?? {}).sort(), ['controller', 'parent'])

    const before = sync.calls.length
    await cluster.patch(PARENTS, 'custom', { metadata: { annotations: { look: '1' } } })
    await cluster.patch(PARENTS, 'custom', { metadata: { labels: { look: '2' } } })
    await eventually('a sync', () => sync.calls.length > before)
    await settle()
    assert.equal(asked(), 1)

    await cluster.patch(PARENTS, 'custom', { spec: { team: 'custom-b' } })
    await eventually('the second relative', () => last().join() === 'custom-b')
    assert.equal(asked(), 2)
  })

  it('makes changes of related objects set off syncs, also of their status, and of no others', async () => {
    const { cluster, hooks } = bench
    const customize = hooks.serve(() => ({ body: { relatedResources: related('wake') } }))
    const sync = hooks.serve(() => ({ body: { status: { phase: 'Ready' }, children: [] } }))
    const hooksOfIt = { sync: hook(sync.url), customize: hook(customize.url) }
    await cluster.create(COMPOSITES, aComposite('wake', sync.url, { hooks: hooksOfIt }))
    await cluster.create(PARENTS, aParent('wake'))
    await cluster.create(RELATIVES, aRelative('wake-1', { team: 'wake' }))
    const seen = () => sync.calls.at(-1)?.request.related[KIND]?.['wake-1']
    await eventually('the relative', () => seen() !== undefined)

    await cluster.create(RELATIVES, aRelative('wake-stranger', { team: 'another' }))
    await settle()
    assert.ok(sync.calls.length <= 2, `${sync.calls.length} calls: one for the parent and one for the relative is all`)
    await cluster.patch(RELATIVES, 'wake-1/status', { status: { phase: 'New' } })
    await eventually('its status', () => seen()?.status?.['phase'] === 'New')
    await cluster.patch(RELATIVES, 'wake-1', { metadata: { labels: { team: 'left' } } })
    await eventually('it to be gone', () => seen() === undefined)
  })

  it('has a failure of its own fail the sync, and is asked again then', async () => {
    const { cluster, hooks } = bench
    const customize = hooks.serve((_, calls) =>
      calls < 3 ? { code: 500, body: 'not yet' } : { body: { relatedResources: [] } },
    )
    const sync = hooks.serve(() => ({ body: { status: { phase: 'Ready' }, children: [] } }))
    const hooksOfIt = { sync: hook(sync.url), customize: hook(customize.url) }
    await cluster.create(COMPOSITES, aComposite('fails', sync.url, { hooks: hooksOfIt }))
    const parent = await cluster.create(PARENTS, aParent('fails'))
    await eventually('the sync', () => sync.calls.length > 0)
    assert.equal(customize.calls.length, 3)
    await eventually('the event', async () => (await cluster.syncErrors(parent)).length > 0)
  })

  it('is asked once for a Node, whatever changes in it: a Node has no generation', async () => {
    const { cluster, hooks } = bench
    const customize = hooks.serve(() => ({ body: { relatedResources: related('node') } }))
    const sync = hooks.serve(() => ({ body: { attachments: [] } }))
    const hooksOfIt = { sync: hook(sync.url), customize: hook(customize.url) }
    const resources = [{ apiVersion: 'v1', resource: 'nodes', labelSelector: { matchLabels: { case: 'node' } } }]
    await cluster.create(DECORATORS, aDecorator('node', sync.url, { resources, hooks: hooksOfIt }))
    const metadata = { name: 'toy-node', labels: { case: 'node' } }
    await cluster.create(NODES, { apiVersion: 'v1', kind: 'Node', metadata })
    await eventually('the first sync', () => sync.calls.length > 0)
    const seen = () => sync.calls.at(-1)?.request.object
    await cluster.patch(NODES, 'toy-node', { spec: { unschedulable: true } })
    await eventually('the cordon', () => seen()?.spec?.['unschedulable'] === true)
    await cluster.patch(NODES, 'toy-node', { metadata: { labels: { more: 'yes' } } })
    await eventually('the label', () => seen()?.metadata.labels?.['more'] === 'yes')
    await settle()
    assert.equal(seen()?.metadata.generation, undefined)
    assert.equal(seen()?.kind, 'Node')
    const asked = customize.calls.filter(({ request }) => request.parent.metadata.name === 'toy-node')
    assert.equal(asked.length, 1)
    assert.deepEqual(sync.calls.at(-1)?.request.related, { [KIND]: {} })
  })
})
