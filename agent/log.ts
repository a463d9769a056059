export type LogLevel = 'info' | 'warn' | 'error'
export type Log = (level: LogLevel, event: string, fields?: Readonly<Record<string, unknown>>) => void

/** One JSON line per event on stdout: a constant `event`, variable fields. Never pass a credential as a field. */
export const logTo =
  (write: (line: string) => void): Log =>
  (level, event, fields = {}) =>
    write(`${JSON.stringify({ time: new Date().toISOString(), level, event, ...fields })}\n`)
