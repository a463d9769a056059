import type { IncomingMessage } from 'node:http'
import * as E from 'fp-ts/Either'

export type BodyFault = 'too large' | 'cut off'

/** Reads a whole body of at most `limitBytes`; a longer one is not read on, and ends its connection. Never rejects. */
export const readBody = (response: IncomingMessage, limitBytes: number): Promise<E.Either<BodyFault, Buffer>> =>
  new Promise(resolve => {
    const chunks: Buffer[] = []
    let bytes = 0
    response.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes <= limitBytes) {
        chunks.push(chunk)
        return
      }
      resolve(E.left('too large'))
      response.destroy()
    })
    response.on('end', () => resolve(E.right(Buffer.concat(chunks))))
    // Of an answer that ends early Node says so by an error, or by `close` alone.
    response.on('error', () => resolve(E.left('cut off')))
    response.on('close', () => resolve(E.left('cut off')))
  })
