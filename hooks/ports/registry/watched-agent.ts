import type { ClientRequest, IncomingMessage } from 'node:http'
import type { Trust } from './trust'

/** What http.request asks of an agent; Node documents it no further, yet every agent of others is built on it. */
interface RequestAgent {
  readonly addRequest: (request: ClientRequest, options: object) => void
}

export interface WatchedAgent {
  readonly agent: RequestAgent
  /** What the last answer consisted of, byte for byte as it came. */
  readonly body: () => Buffer
}

export interface Watch {
  readonly trust: Trust
  /** The most bytes that one answer may have. */
  readonly limitBytes: number
  /** Called when an answer breaks a rule, before its request is ended. */
  readonly object: (what: 'too large' | 'compressed' | 'cut off') => void
}

/**
 * Carries the requests of the registry client, which itself reads answers of any size into memory, unpacks what is
 * compressed, and waits for ever for the rest of one that was cut off.
 */
export const watchedAgent = ({ trust, limitBytes, object }: Watch): WatchedAgent => {
  let chunks: Buffer[] = []

  const watch = (request: ClientRequest, response: IncomingMessage): void => {
    const refuse = (what: Parameters<Watch['object']>[0]): void => {
      object(what)
      request.destroy()
    }
    let bytes = 0
    chunks = []
    const own = chunks
    // Nobody asked for it, so it can only be meant to grow.
    if ((response.headers['content-encoding'] ?? 'identity') !== 'identity') {
      refuse('compressed')
      return
    }
    response.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes > limitBytes) refuse('too large')
      else own.push(chunk)
    })
    response.once('close', () => {
      if (!response.complete && bytes <= limitBytes) object('cut off')
    })
  }

  return {
    agent: {
      addRequest: (request, options) => {
        request.prependListener('response', response => watch(request, response))
        const agent = request.protocol === 'https:' ? trust.https : trust.http
        ;(agent as unknown as RequestAgent).addRequest(request, options)
      },
    },
    body: () => Buffer.concat(chunks),
  }
}
