import { parseCron } from './cron'
import { type Openings, openingsOf } from './openings'
import type { MaintenanceWindow } from './rollout-settings'
import { timeZoneOf } from './time-zone'

/** `closesAt` is undefined when no end is in sight; `opensAt` when no window can ever open. */
export type WindowState =
  | { readonly open: true; readonly closesAt: Date | undefined }
  | { readonly open: false; readonly opensAt: Date | undefined }

const MINUTE_MS = 60_000
/** Longer than any month, so that longer ones are "always open" and better said by leaving the windows out. */
const MOST_MS = 31 * 24 * 60 * MINUTE_MS
/** Openings that are joined into one to find its end: windows that follow each other without end have none. */
const MOST_JOINED = 50
/** Milliseconds of `4h`, `90m` or `1h30m`; undefined when it is not written so, or is nothing. */
export const parseDuration = (text: string): number | undefined => {
  const [, hours = '0', minutes = '0'] = /^(?=.)(?:([0-9]+)h)?(?:([0-9]+)m)?$/.exec(text) ?? []
  const ms = (Number(hours) * 60 + Number(minutes)) * MINUTE_MS
  return ms > 0 ? ms : undefined
}

/** What a window says, or why it cannot be read. */
const read = ({ start, duration, timeZone }: MaintenanceWindow): Openings | string => {
  const durationMs = parseDuration(duration)
  if (durationMs === undefined) return `duration "${duration}" must be hours and minutes above zero, like 4h or 1h30m`
  if (durationMs > MOST_MS) return `duration "${duration}" is more than 31 days`
  const cron = parseCron(start)
  if (typeof cron === 'string') return `start "${start}" ${cron}`
  if (timeZone === '') return 'timeZone must not be empty'
  const zone = timeZoneOf(timeZone)
  if (zone === undefined) return `timeZone "${timeZone}" is not an IANA time zone, like Europe/Berlin`
  return openingsOf({ cron, zone, durationMs })
}

/** Why a window cannot be read or can never open, in one sentence; undefined when it is fine. */
export const windowProblem = (window: MaintenanceWindow): string | undefined => {
  const found = read(window)
  return typeof found === 'string' ? found : undefined
}

const latest = (times: ReadonlyArray<number | undefined>): number | undefined =>
  times.reduce((a, b) => (b === undefined || (a !== undefined && a >= b) ? a : b), undefined)

/** Where the openings that overlap or touch each other, from `now` on, end. Undefined: too many follow each other. */
const joinedEnd = (calendars: ReadonlyArray<Openings>, firstEnd: number): Date | undefined => {
  let end = firstEnd
  for (let joined = 0; joined < MOST_JOINED; joined++) {
    const further = latest(calendars.map(({ endAround }) => endAround(end)))
    if (further === undefined) return new Date(end)
    end = further
  }
  return undefined
}

/** Whether any window is open at `now`. No windows at all means always open; one that cannot be read never opens. */
export const windowStateAt = (windows: ReadonlyArray<MaintenanceWindow>, now: Date): WindowState => {
  if (windows.length === 0) return { open: true, closesAt: undefined }
  const calendars = windows.map(read).filter(found => typeof found !== 'string')
  const at = now.getTime()
  const end = latest(calendars.map(({ endAround }) => endAround(at)))
  if (end !== undefined) return { open: true, closesAt: joinedEnd(calendars, end) }
  const opensAt = calendars
    .map(({ startAfter }) => startAfter(at))
    .filter(start => start !== undefined)
    .sort((a, b) => a - b)[0]
  return { open: false, opensAt: opensAt === undefined ? undefined : new Date(opensAt) }
}
