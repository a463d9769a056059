import { type LoggerOptions, stdTimeFunctions } from 'pino'

/** One JSON object a line, as log stacks take it: `level` by name, `time` as RFC 3339 has it. */
export const logOptions = (level: string): LoggerOptions => ({
  level,
  base: { name: 'hooks' },
  timestamp: stdTimeFunctions.isoTime,
  formatters: { level: label => ({ level: label }) },
})
