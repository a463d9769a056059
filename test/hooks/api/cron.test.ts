import assert from 'node:assert/strict'
import { parseCron } from '../../../hooks/api/cron'

const DAY_MS = 24 * 60 * 60_000

/** The days of 2026 and the first quarter of 2027 on which an expression starts, the first six of them. */
const days = (start: string): string => {
  const cron = parseCron(start)
  if (typeof cron === 'string') return cron
  const first = Date.parse('2026-01-01') / DAY_MS
  return Array.from({ length: 455 }, (_, i) => first + i)
    .filter(cron.isDay)
    .slice(0, 6)
    .map(day => new Date(day * DAY_MS).toISOString().slice(0, 10))
    .join(' ')
}

const times = (start: string): string => {
  const cron = parseCron(start)
  if (typeof cron === 'string') return cron
  return cron.minutes.map(minute => `${Math.floor(minute / 60)}:${String(minute % 60).padStart(2, '0')}`).join(' ')
}

// Fields, ranges and lists are those of POSIX.1-2017, crontab; steps, names and 7 as Sunday those of crontab(5) of Vixie's
// cron. L, W and # are those of the Quartz Scheduler's cron expressions (CronExpression), which cron itself has not.
describe('a cron expression', () => {
  const byDay = [
    { start: '0 2 * * SAT', want: '2026-01-03 2026-01-10 2026-01-17 2026-01-24 2026-01-31 2026-02-07' },
    { start: '0 2 * * 0', want: '2026-01-04 2026-01-11 2026-01-18 2026-01-25 2026-02-01 2026-02-08' },
    { start: '0 2 * * 7', want: '2026-01-04 2026-01-11 2026-01-18 2026-01-25 2026-02-01 2026-02-08' },
    { start: '0 2 * * sat-sun', want: '2026-01-03 2026-01-04 2026-01-10 2026-01-11 2026-01-17 2026-01-18' },
    { start: '0 2 * * MON-FRI/2', want: '2026-01-02 2026-01-05 2026-01-07 2026-01-09 2026-01-12 2026-01-14' },
    { start: '0 2 * * SUN#1', want: '2026-01-04 2026-02-01 2026-03-01 2026-04-05 2026-05-03 2026-06-07' },
    { start: '0 2 * * SAT#5', want: '2026-01-31 2026-05-30 2026-08-29 2026-10-31 2027-01-30' },
    { start: '0 2 ? * 5L', want: '2026-01-30 2026-02-27 2026-03-27 2026-04-24 2026-05-29 2026-06-26' },
    { start: '0 2 1 * ?', want: '2026-01-01 2026-02-01 2026-03-01 2026-04-01 2026-05-01 2026-06-01' },
    { start: '0 2 1,15-17/2 feb *', want: '2026-02-01 2026-02-15 2026-02-17 2027-02-01 2027-02-15 2027-02-17' },
    { start: '0 2 L * *', want: '2026-01-31 2026-02-28 2026-03-31 2026-04-30 2026-05-31 2026-06-30' },
    { start: '0 2 LW * *', want: '2026-01-30 2026-02-27 2026-03-31 2026-04-30 2026-05-29 2026-06-30' },
    { start: '0 2 15W * *', want: '2026-01-15 2026-02-16 2026-03-16 2026-04-15 2026-05-15 2026-06-15' },
    { start: '0 2 1W * *', want: '2026-01-01 2026-02-02 2026-03-02 2026-04-01 2026-05-01 2026-06-01' },
    { start: '0 2 1W aug *', want: '2026-08-03' },
    { start: '0 2 31 * *', want: '2026-01-31 2026-03-31 2026-05-31 2026-07-31 2026-08-31 2026-10-31' },
    { start: '0 2 1 */5 *', want: '2026-01-01 2026-06-01 2026-11-01 2027-01-01' },
  ]
  for (const { start, want } of byDay) it(`"${start}" means the right days`, () => assert.equal(days(start), want))

  const byTime = [
    { start: '0 2 * * *', want: '2:00' },
    { start: '30,0 2-3,23 * * *', want: '2:00 2:30 3:00 3:30 23:00 23:30' },
    { start: '*/20 5-9/4 * * *', want: '5:00 5:20 5:40 9:00 9:20 9:40' },
  ]
  for (const { start, want } of byTime) it(`"${start}" means the right times`, () => assert.equal(times(start), want))

  const refused = [
    // POSIX, crontab: "0 0 1,15 * 1" runs on the first and fifteenth of each month, as well as on every Monday.
    { start: '0 0 1,15 * 1', want: /has both a day of the month and a day of the week, and cron starts on either/ },
    { start: '0 2 30 2 *', want: /names no day that exists/ },
    { start: '0 2 31 4,6,9,11 *', want: /names no day that exists/ },
    { start: '0 2 30W FEB *', want: /names no day that exists/ },
    { start: '5/10 2 * * *', want: /minute "5\/10" needs a range before the step, like 5-59\/10/ },
    { start: '*/0 2 * * *', want: /minute "\*\/0" has no step that is a number above 0/ },
    { start: '0 22-2 * * *', want: /hour "22-2" runs backwards: write it as a list/ },
    { start: '0 2 * * FRI-MON', want: /day of the week "FRI-MON" runs backwards/ },
    { start: '0 2 0 * *', want: /day of the month "0" must be from 1 to 31/ },
    { start: '0 2 * MAI *', want: /month "MAI" must be from 1 to 12/ },
    { start: '0 2 * * SUN#6', want: /day of the week "SUN#6" must be/ },
    { start: '0 2 * * 1-2-3', want: /day of the week "1-2-3" cannot be read/ },
    { start: '0 2,, * * *', want: /hour "" must be from 0 to 23/ },
    { start: '0  2 * * *', want: /five fields with one space between them, and has 5/ },
    { start: '', want: /five fields .* and has 0/ },
  ]
  for (const { start, want } of refused) {
    it(`"${start}" is refused`, () => assert.match(String(parseCron(start)), want))
  }
})
