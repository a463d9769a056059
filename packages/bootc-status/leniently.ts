import * as E from 'fp-ts/Either'
import * as t from 'io-ts'

/** Releases leave out keys that came later, and print null for what is not there. */
export const orNull = <A>(codec: t.Type<A, unknown, unknown>): t.Type<A | null, unknown, unknown> =>
  t.union([codec, t.null]) as t.Type<A | null, unknown, unknown>

/**
 * A field that says nothing about what runs on the host or what boots next. In another form than the schema's it is read as absent,
 * so that a release which changes it does not make the whole status unreadable.
 */
export const leniently = <A>(codec: t.Type<A, unknown, unknown>): t.Type<A | undefined, unknown, unknown> =>
  new t.Type<A | undefined, unknown, unknown>(
    codec.name,
    (value): value is A | undefined => value === undefined || codec.is(value),
    (value, context) => {
      const read = codec.validate(value, context)
      return E.isRight(read) ? read : t.success(undefined)
    },
    value => value,
  )
