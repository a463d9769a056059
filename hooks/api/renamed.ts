import * as t from 'io-ts'

/**
 * A codec of words some of which were called otherwise before: an object that an earlier version stored reads as if it had the
 * present word. Nothing is written in a former word, and `is` knows the present ones alone.
 */
export const renamed = <A extends string>(codec: t.Type<A>, former: Readonly<Record<string, A>>): t.Type<A> =>
  new t.Type(
    codec.name,
    codec.is,
    (input, context) => {
      const word = typeof input === 'string' && Object.hasOwn(former, input) ? former[input] : input
      return codec.validate(word, context)
    },
    codec.encode,
  )
