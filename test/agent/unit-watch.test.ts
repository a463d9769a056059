import assert from 'node:assert/strict'
import { createUnitWatch } from '../../agent/observe/unit-watch'
import { unitReport } from '../../agent/report/unit-report'
import { type Machine, memoryHost } from '../../testbed/memory-host'

const START = Date.parse('2026-01-02T00:00:00Z')
const UNITS = ['chronyd.service', 'boot-complete.target']

/** A host of which only units are asked, and a clock. */
const aHost = () => {
  const states: Record<string, string | undefined> = {}
  let now = START
  let asked = 0
  const unit = (name: string): string | undefined => {
    asked += 1
    return name in states ? states[name] : 'active'
  }
  return {
    watch: createUnitWatch(memoryHost({ unit } as unknown as Machine), () => new Date(now)),
    now: () => new Date(now),
    pass: (seconds: number) => {
      now += seconds * 1000
    },
    set: (name: string, state: string | undefined) => {
      states[name] = state
    },
    asked: () => asked,
  }
}

const BOOT = 'b/0'

describe('the units that an order asks for', () => {
  it('are observed at once, and not asked for again by the same order', async () => {
    const { watch, asked } = aHost()
    assert.equal(watch.states(), undefined)
    await watch.ask(UNITS)
    await watch.ask([...UNITS])
    assert.equal(asked(), 2)
    assert.deepEqual(
      watch.states()?.map(({ unit, state }) => [unit, state]),
      UNITS.map(unit => [unit, 'active']),
    )
  })

  it('are not observed where no order asks for any', async () => {
    const { watch, asked } = aHost()
    await watch.ask([])
    assert.equal(await watch.hasChanged(), false)
    assert.equal(asked(), 0)
    assert.equal(watch.states(), undefined)
  })

  it('tell of a change, and since when', async () => {
    const { watch, pass, set, now } = aHost()
    await watch.ask(UNITS)
    pass(5)
    set('chronyd.service', 'failed')
    assert.equal(await watch.hasChanged(), true)
    pass(5)
    assert.equal(await watch.hasChanged(), false)
    const report = unitReport(watch.states(), {}, { bootId: BOOT, now: now() })
    assert.deepEqual(report?.[0], { unit: 'chronyd.service', state: 'failed', since: '2026-01-02T00:00:05Z' })
  })

  it('are observed once a minute only after they have been active for ten', async () => {
    const { watch, pass, asked } = aHost()
    await watch.ask(UNITS)
    pass(595)
    await watch.hasChanged()
    pass(5)
    await watch.hasChanged()
    const before = asked()
    pass(55)
    await watch.hasChanged()
    assert.equal(asked(), before)
    pass(5)
    await watch.hasChanged()
    assert.equal(asked(), before + UNITS.length)
  })

  it('keep their time over a restart of the agent, in the same boot alone', async () => {
    const { watch, now } = aHost()
    await watch.ask(['chronyd.service'])
    const since = '2026-01-01T00:00:00Z'
    const units = [{ unit: 'chronyd.service', state: 'active' as const, since }]
    const reported = (id: string) =>
      unitReport(watch.states(), { boot: { id, at: since }, units }, { bootId: BOOT, now: now() })
    assert.equal(reported(BOOT)?.[0]?.since, since)
    assert.equal(reported('b/1')?.[0]?.since, '2026-01-02T00:00:00Z')
  })

  it('have another time when they are another way than before the restart', async () => {
    const { watch, set, now } = aHost()
    set('chronyd.service', 'failed')
    await watch.ask(['chronyd.service'])
    const since = '2026-01-01T00:00:00Z'
    const units = [{ unit: 'chronyd.service', state: 'active' as const, since }]
    const report = unitReport(watch.states(), { boot: { id: BOOT, at: since }, units }, { bootId: BOOT, now: now() })
    assert.equal(report?.[0]?.since, '2026-01-02T00:00:00Z')
  })
})
