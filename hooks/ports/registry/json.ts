import { jsonExcess } from '../../api/bounded-json'

/** More than any image needs: what nests deeper, or has more to it, would hold up all other hooks while it is parsed. */
const BOUNDS = { depth: 64, values: 100_000 }

/** The value of a JSON text; undefined when it is none, or has more structure than can be meant. */
export const parseJson = (bytes: Buffer): unknown => {
  if (jsonExcess(bytes, BOUNDS) !== undefined) return undefined
  try {
    return JSON.parse(bytes.toString('utf8')) as unknown
  } catch {
    return undefined
  }
}

/** The fields of an object; of anything else none. */
export const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {}

/** A text with something in it. What is absent, null, empty or of another type is the same where it may be absent. */
export const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined
