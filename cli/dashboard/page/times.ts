const UNITS = [
  ['d', 86_400],
  ['h', 3600],
  ['min', 60],
  ['s', 1],
] as const

/** `45 s`, `3 min`, `2 h`: the greatest unit; seconds below two minutes. */
const duration = (ms: number): string => {
  const seconds = Math.max(0, Math.round(ms / 1000))
  if (seconds < 120) return `${seconds} s`
  const [unit, size] = UNITS.find(([, length]) => seconds >= length) ?? ['s', 1]
  return `${Math.floor(seconds / size)} ${unit}`
}

export const shortAgo = (at: string, now: number): string => duration(now - Date.parse(at))

export const shortUntil = (at: string, now: number): string => duration(Date.parse(at) - now)

/** The time of day, with the day unless it is today. */
export const clock = (at: string | number, now: number): string => {
  const [time, today] = [new Date(at), new Date(now)]
  const day = time.toDateString() === today.toDateString() ? '' : `${time.toLocaleDateString()} `
  return `${day}${time.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false })}`
}
