import type { Cron } from './cron'
import type { TimeZone } from './time-zone'

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS
/** A day on the wall lies within the same day of UTC and this many around it; what a gap moves included. */
const AROUND = 2
/** A schedule that ever starts does so within these days: 29 February after a year such as 2100 on one day of the week. */
const MOST_DAYS = 41 * 366

/** From `start` up to, but without, `end`; in ms since 1970. */
export interface Opening {
  readonly start: number
  readonly end: number
}

export interface Calendar {
  readonly cron: Cron
  readonly zone: TimeZone
  readonly durationMs: number
}

/** When a calendar is open. Both questions are answered by the openings of single days. */
export interface Openings {
  /** When the opening around a moment ends; undefined when there is none. */
  readonly endAround: (at: number) => number | undefined
  /** The next start after a moment; undefined when there is none. */
  readonly startAfter: (at: number) => number | undefined
}

const NONE: ReadonlyArray<Opening> = []

/** Openings that overlap or touch are one. */
const joined = (starts: ReadonlyArray<number>, durationMs: number): ReadonlyArray<Opening> => {
  const openings: Opening[] = []
  for (const start of starts) {
    const last = openings.at(-1)
    const end = start + durationMs
    if (last !== undefined && start <= last.end) openings[openings.length - 1] = { start: last.start, end }
    else openings.push({ start, end })
  }
  return openings
}

/**
 * What times on the wall are on a day on which clocks change. RFC 5545, 3.3.5: one that does not occur is taken with the
 * offset before the gap, so that it comes as much later as clocks jump; of one that occurs twice the first is meant. Only
 * what recurs by the hour starts again then, as cron(8) of Debian has it.
 */
const startsOn = (day: number, { cron, zone }: Calendar): ReadonlyArray<number> => {
  const { before, after, changeAt } = zone.clocksOn(day)
  return cron.minutes
    .flatMap(minute => {
      const wall = day * DAY_MS + minute * MINUTE_MS
      const [early, late] = [wall - before, wall - after]
      if (early < changeAt) return cron.isHourly && late >= changeAt && before !== after ? [early, late] : [early]
      return [late >= changeAt ? late : early]
    })
    .sort((a, b) => a - b)
}

/** The one place that says when a window is open: every start of a day opens it for its whole duration. */
export const openingsOf = (calendar: Calendar): Openings => {
  const { cron, zone, durationMs } = calendar
  // On a day like any other the openings lie alike, and need not be joined again.
  const usual = joined(
    cron.minutes.map(minute => minute * MINUTE_MS),
    durationMs,
  )
  const look = (day: number): ReadonlyArray<Opening> => {
    const { before, after } = zone.clocksOn(day)
    if (before !== after) return joined(startsOn(day, calendar), durationMs)
    const midnight = day * DAY_MS - before
    return usual.map(({ start, end }) => ({ start: midnight + start, end: midnight + end }))
  }
  const known = new Map<number, ReadonlyArray<Opening>>()
  const openingsOn = (day: number): ReadonlyArray<Opening> => {
    if (!cron.isDay(day)) return NONE
    const found = known.get(day) ?? look(day)
    known.set(day, found)
    return found
  }
  return {
    endAround: at => {
      const last = Math.floor(at / DAY_MS) + AROUND
      let found: number | undefined
      for (let day = Math.floor((at - durationMs) / DAY_MS) - AROUND; day <= last; day++) {
        for (const { start, end } of openingsOn(day)) {
          if (start <= at && end > at && (found === undefined || end > found)) found = end
        }
      }
      return found
    },
    startAfter: at => {
      const first = Math.floor(at / DAY_MS) - AROUND
      let found: { readonly start: number; readonly until: number } | undefined
      for (let day = first; day <= (found?.until ?? first + MOST_DAYS); day++) {
        const next = openingsOn(day).find(({ start }) => start > at)?.start
        // In a gap a day's starts may come after those of the next.
        if (next !== undefined && (found === undefined || next < found.start))
          found = { start: next, until: day + AROUND }
      }
      return found?.start
    },
  }
}
