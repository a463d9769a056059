import type { IncomingMessage } from 'node:http'
import { request as httpsRequest, type RequestOptions } from 'node:https'
import { basename } from 'node:path'
import type { KubeConfig } from '@kubernetes/client-node'
import * as E from 'fp-ts/Either'
import { OPERATOR_VERSION } from '../../api/version'
import { CONNECTING } from '../http/connecting'
import { readBody } from '../http/read-body'
import { ownTime, type ServerClock } from '../server-clock'
import { unshared } from './proxy-tunnel'

/** One call to the API server. `path` is absolute, without the query; `timeoutMs` bounds the whole call, of a watch its silence. */
export interface ApiCall {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly path: string
  readonly query?: Readonly<Record<string, string | undefined>>
  readonly body?: unknown
  readonly contentType?: string
  /** Default `application/json`; another form of it asks for metadata only, for example. */
  readonly accept?: string
  readonly timeoutMs?: number
  /** A watch holds its connection for minutes, so it must not take one of the few that the other calls share. */
  readonly ownConnection?: boolean
  /** Called with the header `Date` of the answer, and when the call was sent, by ownTime. */
  readonly heard?: ServerClock['heard'] | undefined
}

/**
 * The API server answered, but not with success. `status` is the HTTP status, `reason` the Status object's word,
 * `causes` its details, such as the PodDisruptionBudget in the way.
 */
export interface ApiRefusal {
  readonly kind: 'api-refused'
  readonly call: string
  readonly status: number
  readonly reason: string
  readonly message: string
  readonly causes?: ReadonlyArray<string>
}

/** No whole answer arrived: refused, reset, timed out, bad certificate. */
export interface ApiUnreachable {
  readonly kind: 'api-unreachable'
  readonly call: string
  readonly message: string
}

export type ApiError = ApiRefusal | ApiUnreachable

export const isApiError = (error: unknown): error is ApiError =>
  typeof error === 'object' && error !== null && 'kind' in error && 'call' in error

/** HTTP status of a refusal; undefined for whatever else went wrong. */
export const refusalStatus = (error: unknown): number | undefined =>
  isApiError(error) && error.kind === 'api-refused' ? error.status : undefined

/** Whether the API server says that there is no such object, or not even its kind. */
export const isNotFound = (error: unknown): boolean => refusalStatus(error) === 404

/** As the API server's audit log names this program, which may share its ServiceAccount with others: `hooks/0.1.0`. */
const USER_AGENT = `${basename(process.argv[1] ?? 'node', '.js')}/${OPERATOR_VERSION} (bootc-operator)`

/** How long the API server may stay silent within a call, in milliseconds. */
const SILENCE_MS = 30_000

const unreachable = (call: string, error: unknown): ApiUnreachable => ({
  kind: 'api-unreachable',
  call,
  message: error instanceof Error ? error.message : String(error),
})

/** The query of a call, without what is undefined. */
export const parametersOf = ({ query = {} }: Pick<ApiCall, 'query'>): URLSearchParams => {
  const parameters = new URLSearchParams()
  for (const [key, value] of Object.entries(query)) if (value !== undefined) parameters.set(key, value)
  return parameters
}

/** The server may be a path below a host, as proxies of several clusters have it. */
const urlOf = (config: KubeConfig, call: ApiCall): URL => {
  const server = config.getCurrentCluster()?.server ?? ''
  if (!server.startsWith('https:')) throw new Error(`the API server must be an https address, not "${server}"`)
  const url = new URL(`${server.replace(/\/+$/, '')}${call.path}`)
  for (const [key, value] of parametersOf(call)) url.searchParams.set(key, value)
  return url
}

/** Sends a call and answers with the response once its headers are in; rejects with ApiUnreachable. */
export const openCall = async (config: KubeConfig, call: ApiCall): Promise<IncomingMessage> => {
  const name = `${call.method} ${call.path}`
  const url = await Promise.resolve()
    .then(() => urlOf(config, call))
    .catch((error: unknown) => Promise.reject(unreachable(name, error)))
  const options: RequestOptions = {}
  await config.applyToHTTPSOptions(options).catch((error: unknown) => Promise.reject(unreachable(name, error)))
  if (call.ownConnection === true) options.agent = unshared(options.agent)
  const body = call.body === undefined ? undefined : JSON.stringify(call.body)
  const headers = {
    ...options.headers,
    accept: call.accept ?? 'application/json',
    'user-agent': USER_AGENT,
    ...(body !== undefined && {
      'content-type': call.contentType ?? 'application/json',
      // Node would send the body of a DELETE without saying that there is one.
      'content-length': Buffer.byteLength(body),
    }),
  }
  return new Promise((resolve, reject) => {
    const sentAt = ownTime()
    const outgoing = httpsRequest(url, { ...CONNECTING, ...options, headers, method: call.method })
    const timeout = call.timeoutMs ?? SILENCE_MS
    const giveUp = (): void => void outgoing.destroy(new Error(`no answer within ${timeout / 1000} s`))
    outgoing.setTimeout(timeout, giveUp)
    // The socket's own timer does not run while a call waits for a free connection, nor end one that only trickles.
    const whole = call.ownConnection === true ? undefined : setTimeout(giveUp, timeout)
    outgoing.on('close', () => clearTimeout(whole))
    outgoing.on('error', error => reject(unreachable(name, error)))
    outgoing.on('response', response => {
      call.heard?.(response.headers.date, sentAt)
      resolve(response)
    })
    outgoing.end(body)
  })
}

/** More than any list of the hooks takes, and as long as a text may be. */
const MOST_BYTES = 500_000_000

const readAll = async (response: IncomingMessage): Promise<string> => {
  const body = await readBody(response, MOST_BYTES)
  if (E.isLeft(body)) throw new Error(`the answer is ${body.left}`)
  return body.right.toString('utf8')
}

/** meta/v1 Status, as far as it is reported. */
interface StatusAnswer {
  readonly reason?: string
  readonly message?: string
  readonly details?: { readonly causes?: ReadonlyArray<{ readonly message?: string }> }
}

const refusal = (call: string, status: number, text: string): ApiRefusal => {
  try {
    const { reason = '', message = text, details } = JSON.parse(text) as StatusAnswer
    const causes = (details?.causes ?? []).flatMap(cause => (cause.message === undefined ? [] : [cause.message]))
    return { kind: 'api-refused', call, status, reason, message, causes: causes.length > 0 ? causes : undefined }
  } catch {
    return { kind: 'api-refused', call, status, reason: '', message: text.slice(0, 300) }
  }
}

/** Answers a failed response as the error it stands for. */
export const apiRefusalOf = async (call: ApiCall, response: IncomingMessage): Promise<ApiRefusal> =>
  refusal(`${call.method} ${call.path}`, response.statusCode ?? 0, await readAll(response))

/** Sends a call and answers with the decoded JSON body; rejects with ApiError, never with anything else. */
export const apiRequest = async <T>(config: KubeConfig, call: ApiCall): Promise<T> => {
  const name = `${call.method} ${call.path}`
  const response = await openCall(config, call)
  const text = await readAll(response).catch((error: unknown) => Promise.reject(unreachable(name, error)))
  const status = response.statusCode ?? 0
  if (status < 200 || status > 299) throw refusal(name, status, text)
  try {
    return JSON.parse(text) as T
  } catch {
    throw unreachable(name, 'the answer is not JSON')
  }
}
