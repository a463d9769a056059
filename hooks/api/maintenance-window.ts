import { Cron } from 'croner'
import type { MaintenanceWindow } from './rollout-settings'

/** `closesAt` is undefined when no end is in sight; `opensAt` when no window can ever open. */
export type WindowState =
  | { readonly open: true; readonly closesAt: Date | undefined }
  | { readonly open: false; readonly opensAt: Date | undefined }

/** A window that can be read. `nextStart` is the first opening later than a moment; undefined when there is none. */
interface Calendar {
  readonly durationMs: number
  readonly nextStart: (after: Date) => Date | undefined
}

const MINUTE_MS = 60_000
/** Longer than any month, so that longer ones are "always open" and better said by leaving the windows out. */
const MOST_MS = 31 * 24 * 60 * MINUTE_MS
/** Openings that are joined into one to find its end: windows that follow each other for ever have none. */
const MOST_JOINED = 50
/** What a start is looked for from when only its existence matters, so that the answer does not depend on the clock. */
const EPOCH = new Date(0)

/** Milliseconds of `4h`, `90m` or `1h30m`; undefined when it is not written so, or is nothing. */
export const parseDuration = (text: string): number | undefined => {
  const [, hours = '0', minutes = '0'] = /^(?=.)(?:([0-9]+)h)?(?:([0-9]+)m)?$/.exec(text) ?? []
  const ms = (Number(hours) * 60 + Number(minutes)) * MINUTE_MS
  return ms > 0 ? ms : undefined
}

/**
 * In the hour that comes twice croner 10.0.1 answers with a time of its first pass, which is over. Minute by minute, so
 * that no start is missed.
 */
const laterThan = (after: Date, next: (from: Date) => Date | undefined): Date | undefined => {
  let from = after
  let run = next(from)
  while (run !== undefined && run <= after) {
    from = new Date(from.getTime() + MINUTE_MS)
    run = next(from)
  }
  return run
}

/** What a window says, or why it cannot be read. */
const read = ({ start, duration, timeZone }: MaintenanceWindow): Calendar | string => {
  const durationMs = parseDuration(duration)
  if (durationMs === undefined) return `duration "${duration}" must be hours and minutes above zero, like 4h or 1h30m`
  if (durationMs > MOST_MS) return `duration "${duration}" is more than 31 days`
  // croner would take a nickname, or a date of which the calendar has only one.
  if (/[@:]/.test(start)) return `start "${start}" must be a cron expression of five fields`
  if (timeZone === '') return 'timeZone must not be empty'
  try {
    new Intl.DateTimeFormat('en', { timeZone })
  } catch {
    return `timeZone "${timeZone}" is not an IANA time zone, like Europe/Berlin`
  }
  try {
    const cron = new Cron(start, { timezone: timeZone, mode: '5-part', paused: true })
    const nextStart = (after: Date): Date | undefined => laterThan(after, from => cron.nextRun(from) ?? undefined)
    return nextStart(EPOCH) === undefined ? `start "${start}" names no day that exists` : { durationMs, nextStart }
  } catch (error) {
    return `start "${start}" cannot be read: ${(error as Error).message.replace(/^Cron\w+: /, '')}`
  }
}

/** Why a window cannot be read or can never open, in one sentence; undefined when it is fine. */
export const windowProblem = (window: MaintenanceWindow): string | undefined => {
  const calendar = read(window)
  return typeof calendar === 'string' ? calendar : undefined
}

/** The end of an opening of this window that contains `at`. It belongs to its start: 4 h are 4 h, whatever clocks do. */
const endAround = ({ durationMs, nextStart }: Calendar, at: number): number | undefined => {
  // Only later starts are asked for: croner 10.0.1 fails on earlier ones of days that not every year has (29 Feb).
  const start = nextStart(new Date(at - durationMs))?.getTime()
  return start !== undefined && start <= at ? start + durationMs : undefined
}

const latest = (times: ReadonlyArray<number | undefined>): number | undefined =>
  times.reduce((a, b) => (b === undefined || (a !== undefined && a >= b) ? a : b), undefined)

/** Where the openings that overlap or touch each other, from `now` on, end. Undefined: too many follow each other. */
const joinedEnd = (calendars: ReadonlyArray<Calendar>, firstEnd: number): Date | undefined => {
  let end = firstEnd
  for (let joined = 0; joined < MOST_JOINED; joined++) {
    const further = latest(calendars.map(calendar => endAround(calendar, end)))
    if (further === undefined) return new Date(end)
    end = further
  }
  return undefined
}

/** Whether any window is open at `now`. No windows at all means always open; one that cannot be read never opens. */
export const windowStateAt = (windows: ReadonlyArray<MaintenanceWindow>, now: Date): WindowState => {
  if (windows.length === 0) return { open: true, closesAt: undefined }
  const calendars = windows.map(read).filter(calendar => typeof calendar !== 'string')
  const end = latest(calendars.map(calendar => endAround(calendar, now.getTime())))
  if (end !== undefined) return { open: true, closesAt: joinedEnd(calendars, end) }
  const opensAt = calendars
    .map(({ nextStart }) => nextStart(now))
    .filter(start => start !== undefined)
    .sort((a, b) => a.getTime() - b.getTime())[0]
  return { open: false, opensAt }
}
