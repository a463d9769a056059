import * as E from 'fp-ts/Either'
import type * as t from 'io-ts'
import { decodeWith } from '../../api/decode'
import { type ApiCall, isNotFound, refusalStatus } from '../api/api-request'
import type { PatchOutcome } from '../cluster'

/** Sends one call and answers with the JSON of the answer; rejects with ApiError. */
export type Ask = (call: ApiCall) => Promise<unknown>

export const NOT_FOUND = 404
export const CONFLICT = 409
export const MERGE_PATCH = 'application/merge-patch+json'
/** A tenth of an object's bytes, where an answer is not read at all; the full form as a fallback, as the API conventions ask. */
export const LITTLE = 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json'

export const decodeOrThrow = <A>(codec: t.Type<A, unknown, unknown>, path: string, answer: unknown): A => {
  const decoded = decodeWith(codec)(answer)
  if (E.isLeft(decoded)) throw new Error(`${path} cannot be read: ${decoded.left.join('; ')}`)
  return decoded.right
}

/** One object; undefined when there is none. */
export const read = async <A>(ask: Ask, codec: t.Type<A, unknown, unknown>, path: string): Promise<A | undefined> => {
  try {
    return decodeOrThrow(codec, path, await ask({ method: 'GET', path }))
  } catch (error) {
    if (isNotFound(error)) return undefined
    throw error
  }
}

/** What came of a write that is bound to a version; rejects when it was refused for another reason. */
export const boundOutcome = async (write: Promise<unknown>): Promise<PatchOutcome> => {
  try {
    await write
    return 'done'
  } catch (error) {
    if (refusalStatus(error) === CONFLICT) return 'conflict'
    if (isNotFound(error)) return 'gone'
    throw error
  }
}
