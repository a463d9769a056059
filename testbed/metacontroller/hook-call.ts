import { Agent, request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest, Agent as SecureAgent } from 'node:https'
import * as E from 'fp-ts/Either'
import type { HookSpec } from './hook-spec'
import { messageOf } from './log'

/** Why there is no answer to act on. Nothing is written then. */
export type HookFailure =
  | { readonly kind: 'too-many-requests'; readonly afterSeconds: number }
  | { readonly kind: 'failed'; readonly message: string }

export interface HookCall {
  readonly hook: HookSpec
  /** The request as JSON. */
  readonly body: string
  readonly signal: AbortSignal
}

const agents = { http: new Agent({ keepAlive: true }), https: new SecureAgent({ keepAlive: true }) }

const failed = (message: string): HookFailure => ({ kind: 'failed', message })

/** Seconds that a 429 asks for, as a number or a date; a missing or unreadable value means at once, as in the original. */
export const retryAfterSeconds = (header: string | undefined, now: Date): number => {
  if (header === undefined) return 0
  if (/^[+-]?\d+$/.test(header)) return Number(header)
  const date = Date.parse(header)
  return Number.isNaN(date) ? 0 : Math.ceil((date - now.getTime()) / 1000)
}

const send = ({ hook, body }: HookCall, signal: AbortSignal): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const secure = hook.url.startsWith('https:')
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      ...(hook.key !== undefined && { authorization: `Bearer ${hook.key}` }),
    }
    const options = { method: 'POST', headers, signal }
    const outgoing = secure
      ? httpsRequest(hook.url, { ...options, agent: agents.https }, resolve)
      : httpRequest(hook.url, { ...options, agent: agents.http }, resolve)
    outgoing.on('error', error => reject(Object.assign(error, { reused: outgoing.reusedSocket })))
    outgoing.end(body)
  })

/** A kept connection that the server has closed meanwhile says nothing about the server: try a new one. */
const sendAgainIfStale = (call: HookCall, signal: AbortSignal): Promise<IncomingMessage> =>
  send(call, signal).catch((error: NodeJS.ErrnoException & { reused?: boolean }) =>
    error.reused === true && error.code === 'ECONNRESET' && !signal.aborted
      ? send(call, signal)
      : Promise.reject(error),
  )

/** Asks a hook; only a 200 with JSON counts. */
export const callHook = async (call: HookCall): Promise<E.Either<HookFailure, unknown>> => {
  // Not AbortSignal.any: on Node 20 its results pile up at a signal that lives as long as the controller.
  const abort = new AbortController()
  const { signal } = abort
  const stop = (): void => abort.abort(new Error('the controller is being stopped'))
  const seconds = call.hook.timeoutMs / 1000
  const timer = setTimeout(() => abort.abort(new Error(`no whole answer within ${seconds} s`)), call.hook.timeoutMs)
  call.signal.addEventListener('abort', stop, { once: true })
  if (call.signal.aborted) stop()
  try {
    const response = await sendAgainIfStale(call, signal)
    const chunks: Buffer[] = []
    for await (const chunk of response) chunks.push(chunk as Buffer)
    const text = Buffer.concat(chunks).toString('utf8')
    if (response.statusCode === 429) {
      const afterSeconds = retryAfterSeconds(response.headers['retry-after'], new Date())
      return E.left({ kind: 'too-many-requests', afterSeconds })
    }
    if (response.statusCode !== 200) {
      return E.left(failed(`unsupported status code: ${response.statusCode} body: ${text}`))
    }
    return E.tryCatch(
      () => JSON.parse(text),
      error => failed(`the hook's answer is not JSON: ${messageOf(error)}`),
    )
  } catch (error) {
    const reason = signal.aborted ? signal.reason : error
    return E.left(failed(`http error: ${call.hook.url}: ${messageOf(reason)}`))
  } finally {
    clearTimeout(timer)
    call.signal.removeEventListener('abort', stop)
  }
}
