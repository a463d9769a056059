import { commandError, EXIT } from './exit'
import type { Format } from './text/print'

/** The flags that every command has, as commander gives them. */
export interface GlobalFlags {
  readonly kubeconfig?: string
  readonly context?: string
  readonly requestTimeout: string
  readonly output?: string
}

export const formatOf = ({ output }: GlobalFlags): Format => {
  if (output === undefined) return 'text'
  if (output === 'json' || output === 'yaml') return output
  throw commandError(EXIT.usage, `--output: expected json or yaml, got "${output}"`)
}

const UNIT_MS: Readonly<Record<string, number>> = { '': 1000, ms: 1, s: 1000, m: 60_000, h: 3_600_000 }
/** The longest that a timer takes, in milliseconds: what kubectl's 0, "as long as it takes", means here. */
const LONGEST_MS = 2 ** 31 - 1

/** Milliseconds of `30s`, `1m` or plain seconds; 0 means no limit. Throws a CommandError. */
export const timeoutMs = (text: string): number => {
  const [, number = '', unit = ''] = /^(\d+)(ms|s|m|h)?$/.exec(text) ?? []
  if (number === '') {
    throw commandError(EXIT.usage, `--request-timeout: expected a number with a unit like 30s or 1m, got "${text}"`)
  }
  const ms = Number(number) * (UNIT_MS[unit] ?? 1000)
  return ms === 0 ? LONGEST_MS : Math.min(ms, LONGEST_MS)
}

/** Of `--port`; throws a CommandError. */
export const portOf = (text: string): number => {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN
  if (port <= 65_535) return port
  throw commandError(EXIT.usage, `--port: expected a number from 0 to 65535, got "${text}"`)
}
