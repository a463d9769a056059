import * as E from 'fp-ts/Either'
import * as t from 'io-ts'

/** At most this many problems of one object are listed; the rest is counted. */
const MOST_PROBLEMS = 10

/** Enough of a value to know it by: what others send may be megabytes, and each problem shows its value. */
const MOST_SHOWN = 60

/** `left`: how many values there is room for in all, since to begin with a field of an object costs a look at all of its names. */
const sampleOf = (value: unknown, left: { room: number }, depth = 3): unknown => {
  if (typeof value === 'string') return value.slice(0, MOST_SHOWN)
  if (typeof value !== 'object' || value === null) return value
  if (depth === 0 || left.room <= 0) return '...'
  if (Array.isArray(value)) {
    const items: unknown[] = []
    for (const item of value) {
      if (left.room-- <= 0) break
      items.push(sampleOf(item, left, depth - 1))
    }
    return items
  }
  const fields: Record<string, unknown> = {}
  for (const key in value) {
    if (left.room-- <= 0) break
    fields[key.slice(0, MOST_SHOWN)] = sampleOf((value as Readonly<Record<string, unknown>>)[key], left, depth - 1)
  }
  return fields
}

const shown = (value: unknown): string => {
  const text = value === undefined ? 'nothing' : JSON.stringify(sampleOf(value, { room: MOST_SHOWN }))
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

/** Errors that are looked for: each costs some microseconds, and a body of 5000 wrong objects has 60,000 of them. */
const MOST_ERRORS = 1000

/** What io-ts composes codecs of. */
interface Composed extends t.Mixed {
  readonly _tag?: string
  readonly type?: t.Mixed
  readonly types?: ReadonlyArray<t.Mixed>
  readonly props?: Readonly<Record<string, t.Mixed>>
  readonly codomain?: t.Mixed
}

type Place = readonly [key: string, codec: t.Mixed, value: unknown]

/** Where a codec descends within a value; nowhere when it judges it as a whole, as a union does for each of its members. */
const placesIn = ({ _tag, type, types, props, codomain }: Composed, value: unknown): ReadonlyArray<Place> => {
  if (_tag === 'UnionType' || typeof value !== 'object' || value === null) return []
  if (_tag === 'IntersectionType') return (types ?? []).map((part, at) => [String(at), part, value])
  if (Array.isArray(value)) {
    const isList = _tag === 'ReadonlyArrayType' || _tag === 'ArrayType'
    return isList && type !== undefined ? value.map((item, at) => [String(at), type, item]) : []
  }
  const fields = value as Readonly<Record<string, unknown>>
  if (codomain !== undefined) return Object.keys(fields).map(key => [key, codomain, fields[key]])
  const places = Object.entries(props ?? {}).map(([key, prop]): Place => [key, prop, fields[key]])
  return _tag === 'PartialType' ? places.filter(([, , item]) => item !== undefined) : places
}

/** What io-ts finds, but it stops after MOST_ERRORS. */
const errorsIn = (codec: t.Mixed, value: unknown, context: t.Context): ReadonlyArray<t.ValidationError> => {
  const errors: t.ValidationError[] = []
  for (const [key, inner, item] of placesIn(codec, value)) {
    if (errors.length >= MOST_ERRORS) break
    if (!inner.is(item)) errors.push(...errorsIn(inner, item, t.appendContext(context, key, inner, item)))
  }
  if (errors.length > 0) return errors
  const whole = codec.validate(value, context)
  return E.isLeft(whole) ? whole.left : []
}

/** The only way in for data from outside. Problems are one line each, unique, at most MOST_PROBLEMS. */
export const decodeWith =
  <A>(codec: t.Type<A, unknown, unknown>) =>
  (input: unknown): E.Either<ReadonlyArray<string>, A> => {
    // The guard is several times faster than decoding, which changes nothing but words that had another name before.
    if (codec.is(input)) return E.right(input)
    const errors = errorsIn(codec, input, [{ key: '', type: codec, actual: input }])
    // The guard asks for fields of any type too, which decoding lets be absent.
    if (errors.length === 0) return E.mapLeft((left: t.Errors) => left.map(problem))(codec.decode(input))
    const problems = [...new Set(errors.map(problem))]
    const more = problems.length - MOST_PROBLEMS
    const rest = `and ${errors.length < MOST_ERRORS ? '' : 'at least '}${more} more`
    return E.left(more > 0 ? [...problems.slice(0, MOST_PROBLEMS), rest] : problems)
  }
