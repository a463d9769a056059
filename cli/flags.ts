import type { ConnectionFlags } from './cluster/connect'
import { durationMs } from './duration'
import { commandError, EXIT } from './exit'
import { FORMATS, type Format } from './text/print'
import type { Goal } from './wait/ending'

/** The flags that every command has, as commander gives them. */
export interface GlobalFlags extends ConnectionFlags {
  readonly requestTimeout: string
  readonly output?: string
  readonly v?: string
}

export const formatOf = ({ output }: Pick<GlobalFlags, 'output'>): Format => {
  if (output === undefined) return 'text'
  const format = FORMATS.find(one => one === output)
  if (format !== undefined && format !== 'text') return format
  throw commandError(EXIT.usage, `--output: expected json, yaml, name or wide, got "${output}"`)
}

/** From this level on kubectl prints the calls that it makes. */
const CALLS_LEVEL = 6

/** Whether calls are to be printed. Throws a CommandError. */
export const printsCalls = ({ v = '0' }: Pick<GlobalFlags, 'v'>): boolean => {
  if (/^\d+$/.test(v)) return Number(v) >= CALLS_LEVEL
  throw commandError(EXIT.usage, `-v: expected a number, got "${v}"`)
}

/** Of `--dry-run`, which always asks the API server. Throws a CommandError. */
export const isDryRun = (mode: string | undefined): boolean => {
  if (mode === undefined || mode === 'none') return false
  if (mode === 'server') return true
  throw commandError(EXIT.usage, `--dry-run: expected server or none, got "${mode}"`)
}

/** The longest that a timer takes, in milliseconds: what kubectl's 0, "as long as it takes", means here. */
const LONGEST_MS = 2 ** 31 - 1

/** Milliseconds of `30s`, `1m` or plain seconds; 0 means no limit. Throws a CommandError. */
export const requestTimeoutMs = (text: string): number => {
  const ms = durationMs(text)
  if (ms === undefined || ms < 0) {
    throw commandError(EXIT.usage, `--request-timeout: expected a number with a unit like 30s or 1m, got "${text}"`)
  }
  return ms === 0 ? LONGEST_MS : Math.min(ms, LONGEST_MS)
}

/** Of `wait`: 0 asks once, and a negative one has no limit, as kubectl has it. Throws a CommandError. */
export const waitTimeoutMs = (text: string): number => {
  const ms = durationMs(text)
  if (ms !== undefined) return Math.min(ms, LONGEST_MS)
  throw commandError(EXIT.usage, `--timeout: expected a duration like 90s, 30m or 1h30m, got "${text}"`)
}

/** Of `--for`; throws a CommandError. */
export const goalOf = (text: string): Goal => {
  if (text === 'updated' || text === 'staged') return text
  throw commandError(EXIT.usage, `--for: expected updated or staged, got "${text}"`)
}

/** Of `--port`; throws a CommandError. */
export const portOf = (text: string): number => {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN
  if (port <= 65_535) return port
  throw commandError(EXIT.usage, `--port: expected a number from 0 to 65535, got "${text}"`)
}
