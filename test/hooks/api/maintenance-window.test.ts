import assert from 'node:assert/strict'
import { parseDuration, windowProblem, windowStateAt } from '../../../hooks/api/maintenance-window'
import type { MaintenanceWindow } from '../../../hooks/api/rollout-settings'

const window = (start: string, duration: string, timeZone = 'Europe/Berlin'): MaintenanceWindow => ({
  start,
  duration,
  timeZone,
})
const saturday = window('0 2 * * SAT', '4h')
const daily = window('30 2 * * *', '1h')

/** The state in one short text: `open until …` or `closed until …`. */
const tell = (windows: ReadonlyArray<MaintenanceWindow>, now: string): string => {
  const state = windowStateAt(windows, new Date(now))
  const until = (state.open ? state.closesAt : state.opensAt)?.toISOString().replace('.000Z', 'Z')
  return `${state.open ? 'open' : 'closed'} until ${until ?? 'ever'}`
}

// What a local time means that does not occur, or occurs twice, is that of RFC 5545 (iCalendar), 3.3.5: the offset before
// the gap, and the first of both. The times of the changes are those of the tz database.
describe('maintenance windows', () => {
  const cases = [
    { name: 'none is always open', windows: [], now: '2026-06-06T00:00:00Z', want: 'open until ever' },
    {
      name: 'a closed one says when it opens, in its own zone',
      windows: [saturday],
      now: '2026-06-01T00:00:00Z',
      want: 'closed until 2026-06-06T00:00:00Z',
    },
    {
      name: 'it is closed a millisecond before its start',
      windows: [saturday],
      now: '2026-06-05T23:59:59.999Z',
      want: 'closed until 2026-06-06T00:00:00Z',
    },
    {
      name: 'it is open at its start',
      windows: [saturday],
      now: '2026-06-06T00:00:00Z',
      want: 'open until 2026-06-06T04:00:00Z',
    },
    {
      name: 'it is open until just before its end',
      windows: [saturday],
      now: '2026-06-06T03:59:59.999Z',
      want: 'open until 2026-06-06T04:00:00Z',
    },
    {
      name: 'it is closed at its end',
      windows: [saturday],
      now: '2026-06-06T04:00:00Z',
      want: 'closed until 2026-06-13T00:00:00Z',
    },
    {
      name: 'it belongs to its start: what opens on Saturday is open on Sunday',
      windows: [window('0 22 * * SAT', '8h', 'UTC')],
      now: '2026-06-07T05:00:00Z',
      want: 'open until 2026-06-07T06:00:00Z',
    },
    {
      name: 'the second Saturday of a month is understood',
      windows: [window('0 2 * * SAT#2', '1h', 'UTC')],
      now: '2026-06-01T00:00:00Z',
      want: 'closed until 2026-06-13T02:00:00Z',
    },
    {
      name: 'a day that not every year has is found',
      windows: [window('0 2 29 2 *', '1h', 'UTC')],
      now: '2026-06-01T00:00:00Z',
      want: 'closed until 2028-02-29T02:00:00Z',
    },
    {
      name: 'a day that not every year has is open',
      windows: [window('0 2 29 2 *', '1h', 'UTC')],
      now: '2028-02-29T02:30:00Z',
      want: 'open until 2028-02-29T03:00:00Z',
    },
    // Clocks go from 02:00 to 03:00 at 01:00Z: 02:30 does not exist and is taken as 03:30.
    {
      name: 'a start within the gap of a DST change comes as much later as the clock jumps',
      windows: [daily],
      now: '2026-03-29T00:59:00Z',
      want: 'closed until 2026-03-29T01:30:00Z',
    },
    {
      name: 'a start within the gap opens once',
      windows: [daily],
      now: '2026-03-29T01:30:00Z',
      want: 'open until 2026-03-29T02:30:00Z',
    },
    {
      name: 'a window that starts within the gap is open for its whole duration',
      windows: [daily],
      now: '2026-03-29T02:29:59.999Z',
      want: 'open until 2026-03-29T02:30:00Z',
    },
    {
      name: 'within the gap the next one is the one that it puts off',
      windows: [window('30 2 * * SUN', '30m')],
      now: '2026-03-29T01:10:00Z',
      want: 'closed until 2026-03-29T01:30:00Z',
    },
    {
      name: 'a start by the hour starts in both passes of an overlap',
      windows: [window('15 * * * *', '10m')],
      now: '2026-10-25T01:00:00Z',
      want: 'closed until 2026-10-25T01:15:00Z',
    },
    {
      name: 'after the gap the next one is a day later by the clock, 23 h by elapsed time',
      windows: [daily],
      now: '2026-03-29T02:30:00Z',
      want: 'closed until 2026-03-30T00:30:00Z',
    },
    // Clocks go from 03:00 back to 02:00 at 01:00Z: 02:30 comes twice, and the first counts.
    {
      name: 'a start within the overlap of a DST change is its first',
      windows: [daily],
      now: '2026-10-25T00:29:59Z',
      want: 'closed until 2026-10-25T00:30:00Z',
    },
    {
      name: 'a window over the overlap lasts its elapsed time',
      windows: [daily],
      now: '2026-10-25T01:29:00Z',
      want: 'open until 2026-10-25T01:30:00Z',
    },
    {
      name: 'the second 02:30 of an overlap opens nothing',
      windows: [daily],
      now: '2026-10-25T01:30:00Z',
      want: 'closed until 2026-10-26T01:30:00Z',
    },
    {
      name: 'four hours from before a gap are four hours',
      windows: [window('0 0 * * *', '4h')],
      now: '2026-03-29T02:59:00Z',
      want: 'open until 2026-03-29T03:00:00Z',
    },
    {
      name: 'several are open when one is, until the end of those that overlap or touch',
      windows: [window('0 2 * * *', '2h', 'UTC'), window('0 3 * * *', '2h', 'UTC'), window('0 5 * * *', '1h', 'UTC')],
      now: '2026-06-01T02:30:00Z',
      want: 'open until 2026-06-01T06:00:00Z',
    },
    {
      name: 'several closed ones open with the first',
      windows: [window('0 9 * * *', '1h', 'UTC'), window('0 5 * * *', '1h', 'UTC')],
      now: '2026-06-01T02:30:00Z',
      want: 'closed until 2026-06-01T05:00:00Z',
    },
    {
      name: 'one that is longer than its period has no end in sight',
      windows: [window('0 0 * * *', '24h', 'UTC')],
      now: '2026-06-01T02:30:00Z',
      want: 'open until ever',
    },
    {
      name: 'one that cannot be read never opens',
      windows: [window('0 2 31 2 *', '1h')],
      now: '2026-06-01T02:30:00Z',
      want: 'closed until ever',
    },
    {
      name: 'one that cannot be read takes nothing from the others',
      windows: [window('nonsense', '1h'), window('0 2 * * *', '1h', 'UTC')],
      now: '2026-06-01T02:30:00Z',
      want: 'open until 2026-06-01T03:00:00Z',
    },
  ]
  for (const { name, windows, now, want } of cases) it(name, () => assert.equal(tell(windows, now), want))

  it('that are many and start at every minute cost few looks at the time zone', () => {
    const original = Intl.DateTimeFormat.prototype.formatToParts
    let looks = 0
    Intl.DateTimeFormat.prototype.formatToParts = function (...args) {
      looks += 1
      return original.apply(this, args)
    }
    try {
      const windows = Array.from({ length: 16 }, () => window('* * * * *', '1m', 'America/Anchorage'))
      for (let sync = 0; sync < 5; sync++) {
        const state = windowStateAt(windows, new Date(Date.parse('2026-06-01T00:00:00Z') + sync * 10_000))
        assert.deepEqual(state, { open: true, closesAt: undefined })
      }
    } finally {
      Intl.DateTimeFormat.prototype.formatToParts = original
    }
    // Two a day for as long as openings are joined; the days of a year have 720.
    assert.ok(looks <= 150, `${looks} looks`)
  })
})

describe('the duration of a window', () => {
  const cases = [
    { text: '4h', want: 240 },
    { text: '90m', want: 90 },
    { text: '1h30m', want: 90 },
    { text: '0h', want: undefined },
    { text: '', want: undefined },
    { text: '30m1h', want: undefined },
    { text: '1.5h', want: undefined },
    { text: '4 h', want: undefined },
    { text: '-4h', want: undefined },
    { text: '3600', want: undefined },
  ]
  for (const { text, want } of cases) {
    it(`"${text}" is ${want === undefined ? 'refused' : `${want} minutes`}`, () => {
      assert.equal(parseDuration(text), want === undefined ? undefined : want * 60_000)
    })
  }
})

describe('a window', () => {
  const cases = [
    { name: 'of a usual kind is fine', of: saturday, want: undefined },
    { name: 'of a rare day is fine', of: window('0 2 29 2 *', '1h'), want: undefined },
    { name: 'of a day that never comes is refused', of: window('0 0 31 2 *', '1h'), want: /names no day that exists/ },
    {
      name: 'of a minute that does not exist is refused',
      of: window('60 0 * * *', '1h'),
      want: /minute "60" must be from 0 to 59/,
    },
    { name: 'of four fields is refused', of: window('* * * *', '1h'), want: /must be five fields .* has 4/ },
    { name: 'of six fields is refused', of: window('0 0 2 * * SAT', '1h'), want: /must be five fields .* has 6/ },
    {
      name: 'of both a day of the month and a day of the week is refused, and it is said how to write it',
      of: window('0 2 1-7 * SUN', '4h'),
      want: /^start "0 2 1-7 \* SUN" has both .* leave one "\*"; the first Sunday of a month is SUN#1/,
    },
    { name: 'of every other day that is a Sunday is refused', of: window('0 2 */2 * SUN', '4h'), want: /has both/ },
    { name: 'of a nickname is refused', of: window('@daily', '1h'), want: /five fields/ },
    { name: 'of a date is refused', of: window('2030-01-01T00:00:00', '1h'), want: /five fields/ },
    { name: 'in an unknown zone is refused', of: window('0 2 * * *', '1h', 'Mars/Base'), want: /Mars\/Base/ },
    { name: 'without a zone is refused', of: window('0 2 * * *', '1h', ''), want: /timeZone/ },
    { name: 'of no length is refused', of: window('0 2 * * *', '0m'), want: /above zero/ },
    { name: 'of an absurd length is refused', of: window('0 2 * * *', '99999999999999h'), want: /31 days/ },
  ]
  for (const { name, of, want } of cases) {
    it(name, () => {
      const problem = windowProblem(of)
      if (want === undefined) assert.equal(problem, undefined)
      else assert.match(problem ?? '', want)
    })
  }
})
