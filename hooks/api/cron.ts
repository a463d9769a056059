/**
 * Cron expressions of five fields, as in POSIX crontab: `*`, numbers, ranges and lists; and, as most cron programs have
 * them, steps and names, `L`, `LW` and `15W` as days of the month, `FRIL` and `SAT#2` as days of the week, `?` for a day
 * field that does not matter.
 */
export interface Cron {
  /** Minutes of the day at which it starts, ascending, 0 to 1439. */
  readonly minutes: ReadonlyArray<number>
  /** Whether it recurs by the hour, whichever hour that is. */
  readonly isHourly: boolean
  /** Whether it starts on a day, given as days since 1970-01-01 of the calendar on the wall. */
  readonly isDay: (day: number) => boolean
}

const DAY_MS = 24 * 60 * 60_000
const ANY: ReadonlySet<string> = new Set(['*', '?'])

interface Field {
  readonly name: string
  readonly min: number
  readonly max: number
  readonly names?: ReadonlyArray<string>
}

const MINUTE: Field = { name: 'minute', min: 0, max: 59 }
const HOUR: Field = { name: 'hour', min: 0, max: 23 }
const DAY: Field = { name: 'day of the month', min: 1, max: 31 }
const MONTH: Field = {
  name: 'month',
  min: 1,
  max: 12,
  names: ['', 'JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'],
}
/** 7 is Sunday too. */
const WEEKDAY: Field = {
  name: 'day of the week',
  min: 0,
  max: 7,
  names: ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'],
}
const SUNDAY = 7
/** The longest that each month can be. */
const LONGEST = [0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/** What is wrong with an expression, thrown from deep within its fields. */
interface Problem {
  readonly problem: string
}

const refuse = (problem: string): never => {
  throw { problem } satisfies Problem
}

const numberOf = (text: string, { name, min, max, names = [] }: Field): number => {
  const named = text === '' ? -1 : names.indexOf(text)
  const value = named >= 0 ? named : /^\d{1,2}$/.test(text) ? Number(text) : Number.NaN
  return value >= min && value <= max ? value : refuse(`its ${name} "${text}" must be from ${min} to ${max}`)
}

/** A range may end on Sunday, which begins the week by its number. */
const rangeEnd = (from: number, text: string, field: Field): number => {
  const to = numberOf(text, field)
  return field === WEEKDAY && to === 0 && from > 0 ? SUNDAY : to
}

/** The numbers that one item of a list means: `*`, `5`, `1-5`, either of the last with a step. */
const numbersOf = (item: string, field: Field): ReadonlyArray<number> => {
  const { name } = field
  const [range = '', step, ...more] = item.split('/')
  const [first = '', last, ...tail] = range.split('-')
  if (more.length > 0 || tail.length > 0) refuse(`its ${name} "${item}" cannot be read`)
  if (step !== undefined && !/^[1-9]\d?$/.test(step))
    refuse(`its ${name} "${item}" has no step that is a number above 0`)
  if (step !== undefined && !ANY.has(range) && last === undefined)
    refuse(`its ${name} "${item}" needs a range before the step, like ${first}-${field.max}/${step}`)
  const from = ANY.has(range) ? field.min : numberOf(first, field)
  const to = ANY.has(range) ? field.max - (field === WEEKDAY ? 1 : 0) : rangeEnd(from, last ?? first, field)
  if (to < from) refuse(`its ${name} "${item}" runs backwards: write it as a list`)
  const by = Number(step ?? 1)
  return Array.from({ length: Math.floor((to - from) / by) + 1 }, (_, i) => from + i * by)
}

const setOf = (text: string, field: Field): ReadonlySet<number> =>
  new Set(text.split(',').flatMap(item => numbersOf(item, field)))

/** A day, taken apart once for all who ask about it. */
interface CalendarDay {
  readonly date: number
  readonly month: number
  /** Sunday is 0. */
  readonly weekday: number
  /** Days of its month. */
  readonly length: number
}

const calendarDay = (day: number): CalendarDay => {
  const at = new Date(day * DAY_MS)
  const [year, month] = [at.getUTCFullYear(), at.getUTCMonth() + 1]
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  const length = month === 2 && !isLeap ? 28 : (LONGEST[month] ?? 0)
  return { date: at.getUTCDate(), month, weekday: at.getUTCDay(), length }
}

type DayTest = (day: CalendarDay) => boolean

/** The day from Monday to Friday that is nearest to one of the same month. */
const nearestWeekday = (target: number, { date, weekday, length }: CalendarDay): number => {
  const onTarget = (weekday + target - date + 35) % 7
  if (onTarget === 6) return target > 1 ? target - 1 : target + 2
  return onTarget === 0 ? (target < length ? target + 1 : target - 2) : target
}

const monthDayTest = (item: string): DayTest => {
  if (item === 'L') return ({ date, length }) => date === length
  if (item === 'LW') return day => day.date === nearestWeekday(day.length, day)
  if (!item.endsWith('W')) {
    const dates = new Set(numbersOf(item, DAY))
    return ({ date }) => dates.has(date)
  }
  const target = numberOf(item.slice(0, -1), DAY)
  return day => target <= day.length && day.date === nearestWeekday(target, day)
}

const weekdayTest = (item: string): DayTest => {
  const [, name = '', which = ''] = /^(.+?)(L|#[1-5])$/.exec(item) ?? []
  if (which === '') {
    const days = new Set(numbersOf(item, WEEKDAY).map(number => number % 7))
    return ({ weekday }) => days.has(weekday)
  }
  const wanted = numberOf(name, WEEKDAY) % 7
  if (which === 'L') return ({ weekday, date, length }) => weekday === wanted && date > length - 7
  const nth = Number(which.slice(1))
  return ({ weekday, date }) => weekday === wanted && Math.ceil(date / 7) === nth
}

const anyOf =
  (tests: ReadonlyArray<DayTest>): DayTest =>
  day =>
    tests.some(test => test(day))

/** The least day of a month that an item can mean. */
const leastDate = (item: string): number => {
  if (item.startsWith('L')) return 1
  return item.endsWith('W') ? numberOf(item.slice(0, -1), DAY) : Math.min(...numbersOf(item, DAY))
}

/** 30 February would be looked for in every year to come. */
const refuseNoDay = (dates: string, months: ReadonlySet<number>): void => {
  const least = Math.min(...dates.split(',').map(leastDate))
  if (![...months].some(month => least <= (LONGEST[month] ?? 0))) refuse('names no day that exists')
}

const parse = (start: string): Cron => {
  const fields = start.toUpperCase().split(' ')
  const [minute = '', hour = '', date = '', month = '', weekday = ''] = fields
  if (fields.length !== 5 || fields.includes('')) {
    refuse(`must be five fields with one space between them, and has ${fields.filter(field => field !== '').length}`)
  }
  const [minutes, hours, months] = [setOf(minute, MINUTE), setOf(hour, HOUR), setOf(month, MONTH)]
  const [isDate, isWeekday] = [anyOf(date.split(',').map(monthDayTest)), anyOf(weekday.split(',').map(weekdayTest))]
  // POSIX crontab: with both, either of them matches. Most who write both mean the first Sunday of a month.
  if (!ANY.has(date) && !ANY.has(weekday)) {
    refuse(
      'has both a day of the month and a day of the week, and cron starts on either: leave one "*"; the first Sunday of a month is SUN#1 as the day of the week',
    )
  }
  refuseNoDay(date, months)
  return {
    minutes: [...hours].flatMap(one => [...minutes].map(other => one * 60 + other)).sort((a, b) => a - b),
    isHourly: hour.startsWith('*'),
    isDay: day => {
      const found = calendarDay(day)
      return months.has(found.month) && isDate(found) && isWeekday(found)
    },
  }
}

const isProblem = (error: unknown): error is Problem =>
  typeof error === 'object' && error !== null && 'problem' in error

/** Reads an expression; answers what is wrong with it, to follow the word "start", when it cannot be read. */
export const parseCron = (start: string): Cron | string => {
  try {
    return parse(start)
  } catch (error) {
    if (isProblem(error)) return error.problem
    throw error
  }
}
