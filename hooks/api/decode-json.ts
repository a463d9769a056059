import * as E from 'fp-ts/Either'
import type * as t from 'io-ts'
import { parseBounded } from './bounded-json'
import { decodeWith } from './decode'

/** A JSON text from outside, as what it should be; problems as lines. Nothing of the text is in a line that says it is no JSON. */
export const decodeJson =
  <A>(codec: t.Type<A, unknown, unknown>) =>
  (text: string | Buffer): E.Either<ReadonlyArray<string>, A> => {
    const parsed = parseBounded(text)
    return E.isRight(parsed) ? decodeWith(codec)(parsed.right) : E.left([`expected JSON, but it ${parsed.left}`])
  }
