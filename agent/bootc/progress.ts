import * as E from 'fp-ts/Either'
import * as t from 'io-ts'
import type { Progress } from '../../hooks/api/bootc-node-update'
import { decodeJson } from '../../hooks/api/decode-json'

/** What the API takes as a number of bytes. */
const Bytes = t.refinement(t.number, value => Number.isSafeInteger(value) && value >= 0, 'Bytes')

const Line = t.type(
  {
    type: t.literal('ProgressBytes'),
    task: t.literal('pulling'),
    bytes: Bytes,
    bytesCached: Bytes,
    bytesTotal: Bytes,
  },
  'ProgressBytes',
)

/** How far a pull is by a line of bootc's progress; undefined for lines that do not say. Sizes are compressed bytes. */
export const progressIn = (line: string): Progress | undefined => {
  const decoded = decodeJson(Line)(line)
  // A total of 0 means that bootc does not know it.
  if (E.isLeft(decoded) || !(decoded.right.bytesTotal > 0)) return undefined
  const { bytes, bytesCached, bytesTotal } = decoded.right
  const done = bytesCached + bytes
  const all = bytesCached + bytesTotal
  return { percent: Math.max(0, Math.min(100, Math.floor((100 * done) / all))), bytes: done, bytesTotal: all }
}

/** A status is worth a write when the pull has come this far since the last one: thousands of nodes pull at once. */
const STEP_MS = 5_000
const STEP_PERCENT = 5
/** Or has come further at all in so long: the operator takes silence for a pull that hangs. */
const SLOW_MS = 300_000

export interface ReportedProgress {
  readonly percent: number
  /** In milliseconds since 1970. */
  readonly at: number
}

export const isWorthReporting = (reported: ReportedProgress, { percent }: Progress, now: number): boolean => {
  const [age, further] = [Math.abs(now - reported.at), percent - reported.percent]
  return (age >= STEP_MS && further >= STEP_PERCENT) || (age >= SLOW_MS && further > 0)
}
