import * as E from 'fp-ts/Either'
import type * as t from 'io-ts'

/** More problems than this in one object help nobody; the rest is counted. */
const MOST_PROBLEMS = 10

/** Enough of a value to know it by: what others send may be megabytes, and each problem shows its value. */
const MOST_SHOWN = 60

const sampleOf = (value: unknown, depth = 3): unknown => {
  if (typeof value === 'string') return value.slice(0, MOST_SHOWN)
  if (typeof value !== 'object' || value === null) return value
  if (depth === 0) return '...'
  if (Array.isArray(value)) return value.slice(0, MOST_SHOWN).map(item => sampleOf(item, depth - 1))
  const fields: Record<string, unknown> = {}
  let room = MOST_SHOWN
  for (const key in value) {
    if (room-- === 0) break
    fields[key.slice(0, MOST_SHOWN)] = sampleOf((value as Readonly<Record<string, unknown>>)[key], depth - 1)
  }
  return fields
}

const shown = (value: unknown): string => {
  const text = value === undefined ? 'nothing' : JSON.stringify(sampleOf(value))
  return text.length > MOST_SHOWN ? `${text.slice(0, 57)}...` : text
}

/** `parent.spec.digest: expected ImageDigest, got "latest"`; steps through unions and intersections are left out. */
const problem = ({ context, value }: t.ValidationError): string => {
  const path = context
    .slice(1)
    .filter((_, i) => !isCombination(context[i]?.type))
    .map(({ key }) => key)
    .join('.')
  return `${path}: expected ${context.at(-1)?.type.name}, got ${shown(value)}`
}

const isCombination = (type: unknown): boolean => {
  const tag = (type as { readonly _tag?: string } | undefined)?._tag
  return tag === 'IntersectionType' || tag === 'UnionType'
}

/** The only way in for data from outside. Problems are one line each, unique, at most MOST_PROBLEMS. */
export const decodeWith =
  <A>(codec: t.Type<A, unknown, unknown>) =>
  (input: unknown): E.Either<ReadonlyArray<string>, A> => {
    // The guard is several times faster than decoding, which changes nothing but words that had another name before.
    if (codec.is(input)) return E.right(input)
    const result = codec.decode(input)
    if (E.isRight(result)) return result
    const problems = [...new Set(result.left.map(problem))]
    const more = problems.length - MOST_PROBLEMS
    return E.left(more > 0 ? [...problems.slice(0, MOST_PROBLEMS), `and ${more} more`] : problems)
  }
