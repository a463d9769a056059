import * as E from 'fp-ts/Either'
import { parseBounded } from '../../api/bounded-json'

/** The value of a JSON text; undefined when it is none, or has more structure than can be meant. */
export const parseJson = (bytes: Buffer): unknown => {
  const parsed = parseBounded(bytes)
  return E.isRight(parsed) ? parsed.right : undefined
}

/** The fields of an object; of anything else none. */
export const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {}

/** A text with something in it. What is absent, null, empty or of another type is the same where it may be absent. */
export const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined
