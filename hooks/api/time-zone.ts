const DAY_MS = 24 * 60 * 60_000
const SECOND_MS = 1000
/** What is remembered: zones, which may be written in many ways, and days of each. */
const MOST_ZONES = 64
const MOST_DAYS = 256

/**
 * How clocks on the wall go on one day: what they are ahead of UTC before and after the one change that is near, in ms,
 * and when that is, in ms since 1970. Without a change both are the same.
 */
export interface Clocks {
  readonly before: number
  readonly after: number
  readonly changeAt: number
}

export interface TimeZone {
  readonly clocksOn: (day: number) => Clocks
}

const formatOf = (timeZone: string): Intl.DateTimeFormat => {
  const numeric = 'numeric'
  return new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: numeric,
    month: numeric,
    day: numeric,
    hour: numeric,
    minute: numeric,
    second: numeric,
  })
}

const offsetAt = (format: Intl.DateTimeFormat, at: number): number => {
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]))
  const part = (name: Intl.DateTimeFormatPartTypes): number => parts.get(name) ?? 0
  const wall = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'))
  return wall - Math.floor(at / SECOND_MS) * SECOND_MS
}

/** The second at which the offset becomes another one, between two moments at which it differs. */
const changeBetween = (format: Intl.DateTimeFormat, from: number, to: number): number => {
  const before = offsetAt(format, from)
  let [low, high] = [from / SECOND_MS, to / SECOND_MS]
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (offsetAt(format, middle * SECOND_MS) === before) low = middle
    else high = middle
  }
  return high * SECOND_MS
}

const look = (format: Intl.DateTimeFormat, day: number): Clocks => {
  // No zone is more than a day away from UTC, so that this holds all of the day on the wall.
  const [from, to] = [(day - 1) * DAY_MS, (day + 2) * DAY_MS]
  const [before, after] = [offsetAt(format, from), offsetAt(format, to)]
  return { before, after, changeAt: before === after ? to : changeBetween(format, from, to) }
}

const remembering = (format: Intl.DateTimeFormat): TimeZone => {
  const known = new Map<number, Clocks>()
  return {
    clocksOn: day => {
      const found = known.get(day) ?? look(format, day)
      if (known.size >= MOST_DAYS) known.clear()
      known.set(day, found)
      return found
    },
  }
}

const zones = new Map<string, TimeZone>()

/**
 * A time zone of the tz database, as far as this Node.js knows it; undefined when there is none of that name. Its days are
 * those of the calendar on the wall, counted from 1970-01-01. What is asked again and again is remembered, since it takes
 * longer than all else about a window and never changes.
 */
export const timeZoneOf = (name: string): TimeZone | undefined => {
  const known = zones.get(name)
  if (known !== undefined) return known
  try {
    const zone = remembering(formatOf(name))
    if (zones.size >= MOST_ZONES) zones.clear()
    zones.set(name, zone)
    return zone
  } catch {
    return undefined
  }
}
