import { cleanText } from '../../hooks/api/clean-text'
import { wholeSeconds } from '../../hooks/api/whole-seconds'
import { REASONS } from './reasons'

/** The longest texts that the API takes from an agent, in characters; a test compares them with the CRD. */
const MOST = {
  architecture: 64,
  attempt: 512,
  digest: 128,
  id: 128,
  image: 1024,
  message: 1024,
  short: 12,
  shownVersion: 20,
  timestamp: 64,
  version: 128,
} as const

export type Text = keyof typeof MOST

/** A text from outside, cleaned and cut to what the API takes: else it would refuse the whole report. */
export const limited = (kind: Text, text: string): string => cleanText(text.slice(0, 4 * MOST[kind]), MOST[kind])

/** RFC 3339, section 5.6. */
const RFC_3339 =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/i

/** Undefined for a text that is no time. */
export const timeIn = (text: string): string | undefined =>
  RFC_3339.test(text) && !Number.isNaN(Date.parse(text)) ? text : undefined

/** As the API takes it: in UTC, in whole seconds. */
export const utc = (text: string, otherwise: Date): string => {
  const time = timeIn(text)
  return wholeSeconds(time === undefined ? otherwise : new Date(time))
}

/** The CRD knows no others; a memory that another release of the agent wrote may. */
export const knownReason = (text: string): string =>
  (REASONS as ReadonlyArray<string>).includes(text) ? text : 'CommandFailed'
