import assert from 'node:assert/strict'
import { type Bench, eventually, SUBJECT, settle, useBench } from './bench'
import type { HookRecord } from './toy-hooks'
import {
  API_VERSION,
  aChild,
  aComposite,
  aDecorator,
  aParent,
  CHILDREN,
  COMPOSITES,
  DECORATORS,
  PARENTS,
} from './toy-kinds'

const gaps = (calls: ReadonlyArray<HookRecord>): ReadonlyArray<number> =>
  calls.slice(1).map(({ at }, index) => at - (calls[index]?.at ?? at))

/** How long the wait after so many failures is at least, in milliseconds; timers are a little early at times. */
const backoff = (failures: number): number => 0.9 * 5 * 2 ** failures - 2

describe(`the work queue of ${SUBJECT}`, () => {
  const use = useBench()
  let bench: Bench
  before(async () => {
    bench = await use()
  })

  it('backs off from a failing hook, doubling; resyncPeriodSeconds caps that', async () => {
    const { cluster, hooks } = bench
    const fail = { code: 500, body: 'broken' }
    const free = hooks.serve(() => fail)
    const capped = hooks.serve(() => fail)
    await cluster.create(COMPOSITES, aComposite('free', free.url))
    await cluster.create(COMPOSITES, aComposite('capped', capped.url, { resyncPeriodSeconds: 1 }))
    await cluster.create(PARENTS, aParent('free'))
    await cluster.create(PARENTS, aParent('capped'))
    // 5 ms · (2¹¹ - 1) is 10 s: the twelfth call. A slow machine makes gaps longer, and none makes them shorter.
    await eventually('twelve calls', () => free.calls.length >= 12)
    const tooEarly = gaps(free.calls).filter((gap, failures) => gap < backoff(failures))
    assert.deepEqual(tooEarly, [], `gaps in ms: ${gaps(free.calls).join()}`)
    const isSooner = (gap: number, failures: number): boolean => gap < backoff(failures) / 2
    await eventually('a call long before its backoff is over', () => gaps(capped.calls).some(isSooner))
  })

  it('forgets its backoff with a success', async () => {
    const { cluster, hooks } = bench
    let broken = true
    const sync = hooks.serve(() => (broken ? { code: 500, body: '' } : { body: { children: [] } }))
    await cluster.create(COMPOSITES, aComposite('forget', sync.url))
    await cluster.create(PARENTS, aParent('forget'))
    await eventually('nine failures', () => sync.calls.length >= 9)
    broken = false
    await cluster.patch(PARENTS, 'forget', { spec: { again: 1 } })
    await eventually('a success', async () => (await cluster.get(PARENTS, 'forget')).status !== undefined)
    broken = true
    const before = sync.calls.length
    await cluster.patch(PARENTS, 'forget', { spec: { again: 2 } })
    await eventually('six more calls', () => sync.calls.length >= before + 6)
    // The change, and the wait that was pending at the success, may have set off the first three, not those after them.
    const later = gaps(sync.calls.slice(before, before + 6)).slice(2)
    assert.ok(Math.min(...later) < backoff(11) / 2, `gaps in ms: ${later.join()}`)
  })

  it('syncs again after resyncAfterSeconds, without any event', async () => {
    const { cluster, hooks } = bench
    const sync = hooks.serve((_, calls) => ({
      body: { children: [], ...(calls < 4 ? { resyncAfterSeconds: 0.5 } : {}) },
    }))
    await cluster.create(COMPOSITES, aComposite('after', sync.url))
    await cluster.create(PARENTS, aParent('after'))
    await eventually('four calls', () => sync.calls.length >= 4)
    assert.ok(Math.min(...gaps(sync.calls)) >= 400, `gaps in ms: ${gaps(sync.calls).join()}`)
    await settle()
    assert.equal(sync.calls.length, 4)
  })

  it('waits as long as a 429 asks, without an event', async () => {
    const { cluster, hooks } = bench
    const sync = hooks.serve((_, calls) =>
      calls === 1
        ? { code: 429, headers: { 'retry-after': '1' }, body: '' }
        : { body: { status: { phase: 'Ready' }, children: [] } },
    )
    await cluster.create(COMPOSITES, aComposite('busy', sync.url))
    const parent = await cluster.create(PARENTS, aParent('busy'))
    await eventually('the status', async () => (await cluster.get(PARENTS, 'busy')).status?.['phase'] === 'Ready')
    assert.equal(sync.calls.length, 2)
    assert.ok((gaps(sync.calls)[0] ?? 0) >= 900)
    assert.deepEqual(await cluster.syncErrors(parent), [])
  })

  it('makes one sync at a time of a parent, and one of all the events during it', async () => {
    const { cluster, hooks } = bench
    let under = 0
    let most = 0
    // It shares the cache, so what it was asked about is known to all.
    const witness = hooks.serve(() => ({ body: { attachments: [] } }))
    await cluster.create(DECORATORS, aDecorator('single', witness.url))
    const sync = hooks.serve(async (_, calls) => {
      under += 1
      most = Math.max(most, under)
      if (calls === 1) {
        for (const look of [1, 2, 3, 4, 5]) await cluster.patch(PARENTS, 'single', { spec: { look } })
        await eventually('the last look in the cache', () =>
          witness.calls.some(({ request }) => request.object.spec?.['look'] === 5),
        )
      }
      await settle()
      under -= 1
      return { body: { children: [] } }
    })
    await cluster.create(COMPOSITES, aComposite('single', sync.url))
    await cluster.create(PARENTS, aParent('single'))
    await eventually('the last look', () => sync.calls.at(-1)?.request.parent.spec?.['look'] === 5)
    await settle()
    await settle()
    assert.equal(most, 1)
    assert.equal(sync.calls.length, 2)
  })

  it('is rebuilt with a changed spec of the controller, not with changed annotations, and ends with it', async () => {
    const { cluster, hooks } = bench
    const before = hooks.serve(() => ({ body: { status: { hook: 'before' }, children: [aChild('rebuild-1')] } }))
    const after = hooks.serve(() => ({ body: { status: { hook: 'after' }, children: [aChild('rebuild-1')] } }))
    await cluster.create(COMPOSITES, aComposite('rebuild', before.url))
    await cluster.create(PARENTS, aParent('rebuild'))
    const told = async () => (await cluster.get(PARENTS, 'rebuild')).status?.['hook']
    await eventually('the first hook', async () => (await told()) === 'before')
    const child = `Child.${API_VERSION}`
    await eventually(
      'the call for its child',
      () => before.calls.at(-1)?.request.children[child]?.['rebuild-1'] !== undefined,
    )
    await settle()
    const calls = before.calls.length
    await cluster.patch(COMPOSITES, 'rebuild', { metadata: { annotations: { look: 'here' } } })
    await settle()
    assert.equal(before.calls.length, calls)

    await cluster.patch(COMPOSITES, 'rebuild', { spec: { hooks: { sync: { webhook: { url: after.url } } } } })
    await eventually('the second hook', async () => (await told()) === 'after')
    assert.equal(before.calls.length, calls)
    const controller = after.calls[0]?.request.controller
    assert.ok(JSON.stringify(controller?.spec).includes(after.url), 'the hook is posted the controller as it is now')

    await cluster.remove(COMPOSITES, 'rebuild')
    // Controllers are started and ended one by one, so that one is over when this one works.
    const next = hooks.serve(() => ({ body: { children: [] } }))
    await cluster.create(COMPOSITES, aComposite('next', next.url))
    await cluster.create(PARENTS, aParent('next'))
    await eventually('the next controller', () => next.calls.length > 0)
    const ended = after.calls.length
    await cluster.patch(PARENTS, 'rebuild', { spec: { again: 1 } })
    await settle()
    assert.equal(after.calls.length, ended)
    assert.ok(await cluster.find(CHILDREN, 'rebuild-1'))
  })
})
