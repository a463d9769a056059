import { lookup } from 'node:dns'
import {
  type Agent as HttpAgent,
  request as httpRequest,
  type IncomingHttpHeaders,
  type RequestOptions,
} from 'node:http'
import { type Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import * as E from 'fp-ts/Either'
import { readBody } from './read-body'

export interface HttpAgents {
  readonly http: HttpAgent
  readonly https: HttpsAgent
}

export interface HttpCall {
  readonly method: 'GET' | 'HEAD' | 'POST'
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  readonly agents: HttpAgents
  /** Which addresses may be connected to; every one without it. */
  readonly mayReach?: ((address: string) => boolean) | undefined
  /** The most bytes of an answer with success; of others a little is read, and thrown away. */
  readonly limitBytes: number
  /** Keeps that little: for servers whose refusals say why. One that is longer is empty. */
  readonly keepsRefusals?: true
  /** Ends the call, as a fault. */
  readonly signal: AbortSignal
}

export interface Reply {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
  /** IP address of who answered. */
  readonly address: string
}

/** Why there is no whole answer. `code` is Node's; `cause` is its message, of which nothing is to be shown. */
export type Fault =
  | { readonly kind: 'no-answer'; readonly code: string }
  | { readonly kind: 'kept-away' }
  | { readonly kind: 'broken-answer'; readonly what: 'too large' | 'compressed' | 'cut off' }

const KEPT_AWAY = 'ERR_KEPT_AWAY'
const keptAway = (): NodeJS.ErrnoException => Object.assign(new Error('no address may be reached'), { code: KEPT_AWAY })

/**
 * Resolves names, and answers with those addresses alone that may be reached. The connection goes to just these, so that
 * a name cannot lead elsewhere after it was judged.
 */
const lookupWithin =
  (mayReach: (address: string) => boolean): LookupFunction =>
  (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) {
        callback(error, [])
        return
      }
      const allowed = addresses.filter(({ address }) => mayReach(address))
      const [first] = allowed
      if (first === undefined) callback(keptAway(), [])
      else if (options.all === true) callback(null, allowed)
      else callback(null, first.address, first.family)
    })
  }

const bareHost = ({ hostname }: URL): string => hostname.replace(/^\[(.*)\]$/, '$1')

/** Node connects to a literal address without any lookup. */
const isKeptAway = ({ url, mayReach }: HttpCall): boolean => {
  const host = bareHost(url)
  return mayReach !== undefined && isIP(host) !== 0 && !mayReach(host)
}

/** What is read of an answer without success, so that its connection can be used again. */
const REFUSAL_BYTES = 65_536

const codeOf = (error: unknown): string => {
  const code = (error as { readonly code?: unknown } | undefined)?.code
  return typeof code === 'string' ? code : 'UNKNOWN'
}

interface Attempt {
  readonly result: E.Either<Fault, Reply>
  /** The server closed a connection that had been idle, before it saw the request. */
  readonly isStale: boolean
}

const attempt = (call: HttpCall): Promise<Attempt> =>
  new Promise(resolve => {
    const { method, url, headers, body, agents, mayReach, limitBytes, keepsRefusals, signal } = call
    const done = (result: E.Either<Fault, Reply>, isStale = false): void => resolve({ result, isStale })
    const options: RequestOptions = {
      method,
      headers: {
        ...headers,
        'accept-encoding': 'identity',
        ...(body && { 'content-length': Buffer.byteLength(body) }),
      },
      agent: url.protocol === 'https:' ? agents.https : agents.http,
      signal,
      lookup: mayReach && lookupWithin(mayReach),
    }
    const request = (url.protocol === 'https:' ? httpsRequest : httpRequest)(url, options)
    request.on('error', error => {
      const code = codeOf(error)
      const fault: Fault = code === KEPT_AWAY ? { kind: 'kept-away' } : { kind: 'no-answer', code }
      done(E.left(fault), code === 'ECONNRESET' && request.reusedSocket)
    })
    request.on('response', async response => {
      const { statusCode: status = 0, headers: told, socket } = response
      const address = socket.remoteAddress ?? ''
      const isWanted = status >= 200 && status < 300
      const coding = told['content-encoding']
      if (isWanted && method !== 'HEAD' && coding !== undefined && coding.toLowerCase() !== 'identity') {
        done(E.left({ kind: 'broken-answer', what: 'compressed' }))
        response.destroy()
        return
      }
      const read = await readBody(response, isWanted ? limitBytes : REFUSAL_BYTES)
      if (!isWanted) {
        const refusal = keepsRefusals === true && E.isRight(read) ? read.right : Buffer.alloc(0)
        done(E.right({ status, headers: told, body: refusal, address }))
      } else if (E.isLeft(read)) done(E.left({ kind: 'broken-answer', what: read.left }))
      else done(E.right({ status, headers: told, body: read.right, address }))
    })
    request.end(body)
  })

/** One request and its whole answer, never through a proxy; redirects are answers. Never rejects. */
export const send = async (call: HttpCall): Promise<E.Either<Fault, Reply>> => {
  if (isKeptAway(call)) return E.left({ kind: 'kept-away' })
  try {
    const { result, isStale } = await attempt(call)
    return isStale ? (await attempt(call)).result : result
  } catch (error) {
    // What Node objects to before it connects, such as a port that cannot be.
    return E.left({ kind: 'no-answer', code: codeOf(error) })
  }
}
