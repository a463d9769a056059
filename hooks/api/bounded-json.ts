import * as E from 'fp-ts/Either'
import { extentOf, type JsonBounds } from './json-scan'

/**
 * What is parsed in one go. Whatever its shape, such a text takes no more than 0.1 s of a slow core: the dearest values are
 * objects whose names are all different, 2 µs each. An object of Kubernetes has some hundred values in 20 levels and less
 * than 3 MB, which is what an API server takes; a manifest has some thousand, in at most 4 MiB (OCI distribution-spec,
 * "Pushing Manifests").
 */
export const ONE_GO: JsonBounds = { bytes: 4_194_304, depth: 100, values: 50_000 }

/** To be asked of what is known to be within bounds alone. */
export const parseUnbounded = (bytes: Buffer, from = 0, end = bytes.length): E.Either<string, unknown> => {
  try {
    return E.right(JSON.parse(bytes.toString('utf8', from, end)))
  } catch {
    return E.left('is no JSON')
  }
}

/**
 * The value of a JSON text (UTF-8); left is a clause that completes "it …". The way to parse what others send: 10 MB of
 * `[[[…` or a million names hold the event loop up for seconds, in which no other request is answered, and everything that walks
 * deep values by recursion ends in a stack overflow.
 */
export const parseBounded = (text: Buffer | string, bounds: JsonBounds = ONE_GO): E.Either<string, unknown> => {
  const bytes = typeof text === 'string' ? Buffer.from(text) : text
  if (bytes.length > bounds.bytes) return E.left(`is longer than ${bounds.bytes} bytes`)
  const extent = extentOf(bytes, 0, bounds)
  return E.isLeft(extent) ? extent : parseUnbounded(bytes)
}
