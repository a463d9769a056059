import assert from 'node:assert/strict'
import type { RawUpdate } from '../../../../agent/cluster/update-calls'
import { orderIdIn } from '../../../../agent/order'
import { listWatch } from '../../../../hooks/ports/api/list-watch'
import { backoffMs } from '../../../../hooks/ports/backoff'
import { eventually } from '../../../agent/support/eventually'
import { type FakeApi, startFakeApi } from '../../../agent/support/fake-api'

const PATH = '/apis/node.bootc.dev/v1alpha1/bootcnodeupdates'

describe('following a collection', function () {
  this.timeout(300_000)
  let api: FakeApi
  let told: string[]
  let follow: { readonly stop: () => void }

  beforeEach(async () => {
    api = await startFakeApi()
    told = []
    api.order('a', { step: 1 })
    follow = listWatch<RawUpdate>(
      { config: api.kubeConfig(), path: PATH, query: { fieldSelector: 'metadata.name=a' } },
      {
        listed: items => told.push(`listed ${items.map(({ metadata }) => metadata.name).join()}`),
        changed: (type, { metadata, ...object }) => told.push(`${type} ${metadata.name} ${orderIdIn(object)}`),
        failed: error => told.push(`failed ${(error as { kind?: string }).kind ?? (error as Error).message}`),
      },
    )
    await eventually('the first watch', () => api.watching() === 1)
  })
  afterEach(async () => {
    follow.stop()
    await api.stop()
  })
  const watches = () => api.requests.filter(request => request.includes('watch=1'))
  const versionOf = (request: string | undefined) => /resourceVersion=(\d+)/.exec(request ?? '')?.[1]
  const hears = (line: string) => eventually(line, () => told.includes(line), { state: () => told.join(', ') })

  it('lists with its selector, then hears of changes, with bookmarks asked for', async () => {
    api.order('a', { step: 2 })
    api.remove('a')
    await hears('DELETED a 2')
    assert.deepEqual(told, ['listed a', 'MODIFIED a 2', 'DELETED a 2'])
    for (const request of api.requests) assert.match(request, /fieldSelector=metadata.name%3Da/)
    assert.match(watches()[0] ?? '', /allowWatchBookmarks=true.*timeoutSeconds=\d{3}/)
  })
  it('goes on from the last bookmark when the server ends the watch', async () => {
    api.send({ type: 'BOOKMARK', object: { metadata: { resourceVersion: '777' } } })
    await new Promise(resolve => setTimeout(resolve, 100))
    api.endWatches('end')
    await eventually('the second watch', () => watches().length === 2)
    assert.equal(versionOf(watches()[1]), '777')
    assert.deepEqual(told, ['listed a'])
  })
  it('goes on from the last event when the connection breaks, and tells no event twice', async () => {
    api.order('a', { step: 2 })
    await hears('MODIFIED a 2')
    api.endWatches('destroy')
    await eventually('the second watch', () => watches().length === 2)
    assert.equal(versionOf(watches()[1]), api.get('a')?.metadata.resourceVersion)
    assert.deepEqual(
      told.map(line => line.split(' ')[0]),
      ['listed', 'MODIFIED', 'failed'],
    )
  })
  it('lists anew when its version is gone', async () => {
    api.send({ type: 'ERROR', object: { code: 410, message: 'too old', metadata: {} } })
    await eventually('a second list', () => told.filter(line => line === 'listed a').length === 2)
    assert.ok(!told.some(line => line.startsWith('failed')))
  })
  it('tries again while the server refuses, and lists anew in the end', async () => {
    let refusals = 0
    api.intercept((_, url) => {
      if (!url.searchParams.has('watch') || refusals >= 2) return undefined
      refusals += 1
      return { status: 503, body: { reason: 'ServiceUnavailable' } }
    })
    api.endWatches('end')
    await eventually('the watch after the refusals', () => watches().length === 4)
    assert.equal(told.filter(line => line === 'failed api-refused').length, 2)
  })
  it('survives half a line', async () => {
    api.send('not an event')
    await eventually('the second watch', () => watches().length === 2)
    assert.match(told.join(), /failed/)
  })
  it('tells nothing after it was stopped', async () => {
    follow.stop()
    api.order('a', { step: 2 })
    await new Promise(resolve => setTimeout(resolve, 200))
    assert.deepEqual(told, ['listed a'])
  })
})

describe('the wait after failures', () => {
  it('doubles up to its limit, and is never the same for two', () => {
    assert.deepEqual(
      [1, 2, 3, 100].map(failures => backoffMs(failures, 0)),
      [250, 500, 1000, 15_000],
    )
    assert.deepEqual(
      [1, 2, 3, 100].map(failures => backoffMs(failures, 1)),
      [500, 1000, 2000, 30_000],
    )
    assert.equal(backoffMs(3, 1, { firstMs: 2000, longestMs: 6000 }), 6000)
  })
})
