const parts = (time: Date, zone: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      weekday: 'short',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    })
      .formatToParts(time)
      .map(({ type, value }) => [type, value]),
  )

/** `21:00 Europe/Berlin`, and `Sat 2026-01-03 21:00 Europe/Berlin` on another day there. An unknown zone counts as UTC. */
export const zoned = (time: string, zone: string, now: Date): string => {
  try {
    const [at, today] = [parts(new Date(time), zone), parts(now, zone)]
    const day = `${at['year']}-${at['month']}-${at['day']}`
    const isToday = day === `${today['year']}-${today['month']}-${today['day']}`
    return `${isToday ? '' : `${at['weekday']} ${day} `}${at['hour']}:${at['minute']} ${zone}`
  } catch {
    return zoned(time, 'UTC', now)
  }
}
