import { wholeSeconds } from '../../hooks/api/whole-seconds'

const UNITS = [
  { name: 'd', seconds: 86_400 },
  { name: 'h', seconds: 3600 },
  { name: 'min', seconds: 60 },
  { name: 's', seconds: 1 },
] as const

/** `45 s`, `3 min`, `2 h 5 min`, `3 d 4 h`: the two greatest units, seconds only below two minutes. */
export const duration = (seconds: number): string => {
  const whole = Math.max(0, Math.round(seconds))
  if (whole < 120) return `${whole} s`
  const at = UNITS.findIndex(unit => whole >= unit.seconds)
  const [big, small] = [UNITS[at], UNITS[at + 1]]
  if (big === undefined || small === undefined || small.name === 's') return `${Math.floor(whole / 60)} min`
  const rest = Math.floor((whole % big.seconds) / small.seconds)
  return `${Math.floor(whole / big.seconds)} ${big.name}${rest === 0 ? '' : ` ${rest} ${small.name}`}`
}

const secondsBetween = (from: string, to: Date): number => (to.getTime() - Date.parse(from)) / 1000

/** How long ago a time was. */
export const ago = (time: string, now: Date): string => duration(secondsBetween(time, now))

/** How long it is until then. */
export const until = (time: string, now: Date): string => duration(-secondsBetween(time, now))

/** A time without its milliseconds. */
export const shownTime = (time: string): string => wholeSeconds(new Date(time))
