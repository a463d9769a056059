import assert from 'node:assert/strict'
import { NODE_SLOT_LABEL } from '../../../hooks/api/names'
import { waitFor } from '../../../testbed/control-plane/wait-for'
import { type BudgetWatch, watchBudget } from '../../../testbed/lab/budget-watch'
import { type FakeApi, startFakeApi } from '../../agent/support/fake-api'

const node = (name: string, state: 'free' | 'marked' | 'NotReady') => ({
  metadata: { name, resourceVersion: '1', labels: state === 'marked' ? { [NODE_SLOT_LABEL]: 'pool' } : {} },
  status: { conditions: [{ type: 'Ready', status: state === 'NotReady' ? 'False' : 'True' }] },
})
type Nodes = ReadonlyArray<ReturnType<typeof node>>

const bIsDown = (name: string): boolean => name !== 'b'

describe('the watch of a budget', () => {
  let api: FakeApi
  let budget: BudgetWatch | undefined
  beforeEach(async () => {
    api = await startFakeApi()
  })
  afterEach(async () => {
    budget?.stop()
    await api.stop()
  })

  const listed = (items: Nodes): void =>
    api.intercept((_method, url) =>
      url.searchParams.has('watch') ? undefined : { status: 200, body: { metadata: { resourceVersion: '1' }, items } },
    )
  /** Sees `items`, then hears of the first one once more, while the API server has got on to `live`. */
  const watched = async (items: Nodes, live: Nodes, isUp = (_name: string): boolean => true): Promise<BudgetWatch> => {
    listed(items)
    let up = (_name: string): boolean => true
    const config = api.kubeConfig()
    const watch = watchBudget({ config, labelSelector: '', maxUnavailable: 1, isUp: name => up(name) })
    budget = watch
    const watches = (): boolean => api.requests.some(request => request.includes('watch=1'))
    await waitFor({ what: 'the watch to begin', seconds: 10, look: async () => watches() || undefined })
    listed(live)
    up = isUp
    const before = api.requests.length
    // The watch may hear a moment after it was asked for.
    const look = async (): Promise<true | undefined> => {
      api.send({ type: 'MODIFIED', object: items[0] })
      return api.requests.length > before || undefined
    }
    if (live !== items) await waitFor({ what: 'a list', seconds: 10, look })
    await watch.live()
    return watch
  }

  it('tells of two nodes at once, also when one is only NotReady', async () => {
    const items = [node('a', 'marked'), node('b', 'NotReady')]
    const watch = await watched(items, items)
    assert.equal(watch.most(), 2)
    assert.match(watch.violations()[0] ?? '', /^a, b at once, at most 1 may be$/)
  })

  it('does not take what is old of one node and new of another for two at once', async () => {
    const watch = await watched(
      [node('a', 'marked'), node('b', 'free')],
      [node('a', 'free'), node('b', 'marked')],
      bIsDown,
    )
    assert.deepEqual([watch.violations(), watch.most()], [[], 1])
    assert.deepEqual(await watch.live(), ['b'])
  })

  it('tells of a machine that is down beside a marked node', async () => {
    const watch = await watched(
      [node('a', 'marked'), node('b', 'free')],
      [node('a', 'marked'), node('b', 'free')],
      bIsDown,
    )
    assert.deepEqual([...new Set(watch.violations())], ['a, b at once, at most 1 may be'])
  })
})
