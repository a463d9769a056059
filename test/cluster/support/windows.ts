/** The first full minute that is at least so many seconds ahead. */
export const minuteAfter = (seconds: number): Date =>
  new Date(Math.ceil((Date.now() + seconds * 1000) / 60_000) * 60_000)

/** Settings of a rollout whose window opens once a day, in the minute of this time, for an hour. */
export const windowAt = (time: Date): Readonly<Record<string, unknown>> => {
  const start = `${time.getUTCMinutes()} ${time.getUTCHours()} * * *`
  return { maintenanceWindows: [{ start, duration: '1h', timeZone: 'Etc/UTC' }] }
}
