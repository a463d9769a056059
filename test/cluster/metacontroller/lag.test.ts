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
    const blind: boolean[] = []
    const sync = hooks.serve(async ({ children }) => {
      const exists = (await cluster.find(CHILDREN, 'lag-1')) !== undefined
      blind.push(exists && children[KIND]?.['lag-1'] === undefined)
      return { body: { children: [aChild('lag-1')], resyncAfterSeconds: 0.2 } }
    })
    const controller = aComposite('lag', sync.url)
    const metadata = { name: 'lag', labels: { instance: 'lagging' } }
    await cluster.create(COMPOSITES, { ...controller, metadata })
    const parent = await cluster.create(PARENTS, aParent('lag'))
    await eventually('calls that missed the child, and then one that did not', () => {
      const missed = blind.indexOf(true)
      return missed >= 0 && blind.indexOf(false, missed) > missed + 1
    })
    assert.deepEqual(await cluster.syncErrors(parent), [])
  })
})
