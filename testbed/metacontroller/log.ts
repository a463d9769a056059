/** Writes one JSON line per message to the standard error, as the real Metacontroller does. */
export interface Log {
  readonly info: (message: string, details?: Readonly<Record<string, unknown>>) => void
  readonly error: (message: string, details?: Readonly<Record<string, unknown>>) => void
}

const write = (level: string, message: string, details: Readonly<Record<string, unknown>> = {}): void => {
  process.stderr.write(`${JSON.stringify({ level, ts: new Date().toISOString(), msg: message, ...details })}\n`)
}

export const stderrLog: Log = {
  info: (message, details) => write('info', message, details),
  error: (message, details) => write('error', message, details),
}

export const messageOf = (error: unknown): string => {
  if (error instanceof Error) return error.message
  if (typeof error === 'object' && error !== null && 'message' in error) return String(error.message)
  return String(error)
}
