import assert from 'node:assert/strict'
import { type Bench, eventually, REAL, useBench } from './bench'
import { API_VERSION, aChild, aComposite, aParent, CHILDREN, COMPOSITES, PARENTS } from './toy-kinds'

const KIND = `Child.${API_VERSION}`

describe('the caches of the driver', () => {
  const use = useBench()
  let bench: Bench
  before(async function () {
    if (REAL !== undefined) this.skip() // The lag of the real one cannot be set.
    bench = await use()
  })

  it('lag as long as they are told: a hook is called without the child that exists already', async () => {
    const { cluster, hooks, startAnother } = bench
    await startAnother({ labelSelector: 'instance=lagging', cacheLagMs: 2000 })
    // How many calls missed each child. A machine that stands still may be as late as the cache: then another one comes.
    const missed: number[] = []
    let misses = 0
    const name = (): string => `lag-${missed.length + 1}`
    const sync = hooks.serve(async ({ children }) => {
      if (children[KIND]?.[name()] !== undefined) {
        missed.push(misses)
        misses = 0
      } else if ((await cluster.find(CHILDREN, name())) !== undefined) misses += 1
      return { body: { children: [aChild(name())], resyncAfterSeconds: 0.2 } }
    })
    const controller = aComposite('lag', sync.url)
    const metadata = { name: 'lag', labels: { instance: 'lagging' } }
    await cluster.create(COMPOSITES, { ...controller, metadata })
    const parent = await cluster.create(PARENTS, aParent('lag'))
    await eventually('calls that missed a child, and then one that did not', () => missed.some(calls => calls > 1))
    assert.deepEqual(await cluster.syncErrors(parent), [])
    await cluster.remove(COMPOSITES, 'lag')
  })
})
