import assert from 'node:assert/strict'
import fc from 'fast-check'
import { windowStateAt } from '../../../hooks/api/maintenance-window'

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS
const WEEK_MS = 7 * DAY_MS
/** Ten years of the tz database that this Node.js carries. */
const [FIRST, LAST] = [Date.parse('2021-01-01T00:00:00Z'), Date.parse('2031-01-01T00:00:00Z')]

/** Offsets in ms ahead of UTC, before and after a moment. */
interface Change {
  readonly timeZone: string
  readonly at: number
  readonly before: number
  readonly after: number
}

/** What a zone is ahead of UTC, by its name of the offset, which is another way than the one that is tested. */
const offsets = (timeZone: string): ((at: number) => number) => {
  const format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' })
  return at => {
    const [, sign, hours = '0', minutes = '0'] = /GMT(?:([+-])(\d\d):(\d\d))?/.exec(format.format(at)) ?? []
    return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * MINUTE_MS
  }
}

const changesOf = (timeZone: string): ReadonlyArray<Change> => {
  const offsetAt = offsets(timeZone)
  const changes: Change[] = []
  for (let from = FIRST; from < LAST; from += WEEK_MS) {
    const [before, after] = [offsetAt(from), offsetAt(from + WEEK_MS)]
    if (before === after) continue
    let [low, high] = [from, from + WEEK_MS]
    while (high - low > MINUTE_MS) {
      const middle = low + Math.floor((high - low) / 2 / MINUTE_MS) * MINUTE_MS
      if (offsetAt(middle) === before) low = middle
      else high = middle
    }
    changes.push({ timeZone, at: high, before, after })
  }
  return changes
}

/** Zones that change alike at the same moment are one case. */
const everyChange = (): ReadonlyArray<Change> => {
  const all = Intl.supportedValuesOf('timeZone').flatMap(changesOf)
  return [...new Map(all.map(change => [`${change.at} ${change.before} ${change.after}`, change])).values()]
}

const iso = (at: number): string => new Date(at).toISOString()

/** What is said at a moment: when it opens, or until when it is open. */
const edge = (window: Parameters<typeof windowStateAt>[0][number], at: number) => {
  const state = windowStateAt([window], new Date(at))
  return { open: state.open, edge: (state.open ? state.closesAt : state.opensAt)?.getTime() }
}

/** A window that starts once a day, at a time on the wall that a change leaves out or repeats. */
const holds = ({ timeZone, at, before, after }: Change, share: number, minutes: number): void => {
  // The times on the wall between both offsets: left out when clocks go forward, twice when they go back.
  const [low, high] = [at + Math.min(before, after), at + Math.max(before, after)]
  const wall = low + Math.floor((share * (high - low)) / MINUTE_MS) * MINUTE_MS
  const time = new Date(wall)
  const window = {
    start: `${time.getUTCMinutes()} ${time.getUTCHours()} * * *`,
    duration: `${minutes}m`,
    timeZone,
  }
  // RFC 5545, 3.3.5: with the offset before the gap; and of two the first, which has the offset before the change too.
  const starts = wall - before
  const ends = starts + minutes * MINUTE_MS
  const where = `${JSON.stringify(window)} around the change of ${iso(at)}`
  const probes = [starts - 1, starts - 40 * MINUTE_MS, starts - 6 * 60 * MINUTE_MS]
  for (const probe of probes) {
    assert.deepEqual(edge(window, probe), { open: false, edge: starts }, `${where}, asked at ${iso(probe)}`)
  }
  for (const probe of [starts, starts + Math.floor(share * (ends - starts)), ends - 1]) {
    assert.deepEqual(edge(window, probe), { open: true, edge: ends }, `${where}, asked at ${iso(probe)}`)
  }
  const next = edge(window, ends)
  assert.equal(next.open, false, `${where}, asked at its end ${iso(ends)}`)
  assert.ok(next.edge !== undefined && next.edge > ends + 12 * 60 * MINUTE_MS, `${where}, opens again at ${next.edge}`)
}

describe('clocks that change, of every zone of the tz database in ten years,', function () {
  this.timeout(300_000)
  const changes = everyChange()

  it('are many, with gaps and overlaps of several lengths', () => {
    const lengths = new Set(changes.map(({ before, after }) => (after - before) / MINUTE_MS))
    assert.ok(changes.length > 200, `${changes.length} changes`)
    for (const usual of [60, -60, 30, -30]) assert.ok(lengths.has(usual), `${usual} minutes`)
  })

  it('leave a window open for its duration, as it said when it would open and close', () => {
    for (const change of changes) for (const share of [0, 0.5, 0.99]) holds(change, share, 90)
    fc.assert(
      fc.property(
        fc.constantFrom(...changes),
        fc.double({ min: 0, max: 0.99, noNaN: true }),
        fc.integer({ min: 1, max: 420 }),
        holds,
      ),
      { numRuns: 300 },
    )
  })

  it('change nothing about a promise: whoever is told when it closes or opens finds it so', () => {
    const someStart = fc.constantFrom(
      '* * * * *',
      '*/15 * * * *',
      '30 * * * *',
      '30 2 * * SUN',
      '0 0 * * *',
      '45 23 L * *',
    )
    fc.assert(
      fc.property(
        fc.constantFrom(...changes),
        someStart,
        fc.constantFrom('1m', '10m', '1h', '3h', '24h'),
        fc.integer({ min: -300, max: 300 }),
        ({ timeZone, at }, start, duration, minutes) => {
          const window = { start, duration, timeZone }
          const asked = at + minutes * MINUTE_MS
          const said = edge(window, asked)
          if (said.edge === undefined) return
          const where = `${JSON.stringify(window)} asked at ${iso(asked)}: ${said.open} until ${iso(said.edge)}`
          assert.ok(said.edge > asked, where)
          for (const share of [0.3, 0.9]) {
            assert.deepEqual(edge(window, asked + Math.floor(share * (said.edge - asked))), said, where)
          }
          assert.equal(edge(window, said.edge - 1).open, said.open, where)
          assert.equal(edge(window, said.edge).open, !said.open, where)
        },
      ),
      { numRuns: 500 },
    )
  })
})
