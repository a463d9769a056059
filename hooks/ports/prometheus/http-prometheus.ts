import { X509Certificate } from 'node:crypto'
import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import * as E from 'fp-ts/Either'
import { CONNECTING } from '../http/connecting'
import { type HttpAgents, send } from '../http/send'
import type { Prometheus, PrometheusAnswer, PrometheusQuestion } from '../prometheus'
import { mayBeAsked } from './may-be-asked'
import { readAnswer } from './read-answer'
import { whyUnanswered } from './why-unanswered'

export interface PrometheusOptions {
  /** Whether addresses of this machine and of its link may be asked too (GATE_LOOPBACK): for tests, and a proxy in the pod. */
  readonly mayAskLoopback?: boolean
  /** In milliseconds. */
  readonly timeoutMs?: number
}

const TIMEOUT_MS = 5000
const LIMIT_BYTES = 1_048_576

/** https://prometheus.io/docs/prometheus/latest/querying/api/#instant-queries */
const queryUrl = ({ url, query }: PrometheusQuestion): URL => {
  const at = new URL(`${url.replace(/\/+$/, '')}/api/v1/query`)
  at.searchParams.set('query', query)
  return at
}

const agentsFor = ({ ca }: PrometheusQuestion): HttpAgents => ({
  http: new HttpAgent(CONNECTING),
  https: new HttpsAgent({ ...CONNECTING, ca }),
})

/** OpenSSL passes over what it cannot read, and would then say of every server that it is unknown. */
const isReadable = ({ ca }: PrometheusQuestion): boolean => {
  if (ca === undefined) return true
  try {
    new X509Certificate(ca)
    return true
  } catch {
    return false
  }
}

/** Asks over HTTP: without redirects, without a proxy, and no address that only this machine reaches. */
export const httpPrometheus = (options: PrometheusOptions = {}): Prometheus => {
  const { mayAskLoopback = false, timeoutMs = TIMEOUT_MS } = options
  const ask = async (question: PrometheusQuestion): Promise<PrometheusAnswer> => {
    const { token } = question
    if (!isReadable(question)) return { kind: 'unanswered', why: 'ca.crt of its Secret holds no PEM certificate' }
    const signal = AbortSignal.timeout(timeoutMs)
    const agents = agentsFor(question)
    const reply = await send({
      method: 'GET',
      url: queryUrl(question),
      headers: { accept: 'application/json', ...(token !== undefined && { authorization: `Bearer ${token}` }) },
      agents,
      mayReach: mayAskLoopback ? undefined : mayBeAsked,
      limitBytes: LIMIT_BYTES,
      keepsRefusals: true,
      signal,
    }).finally(() => {
      agents.http.destroy()
      agents.https.destroy()
    })
    if (E.isRight(reply)) return readAnswer(reply.right.status, reply.right.body)
    const why = signal.aborted ? `no answer within ${timeoutMs / 1000} s` : whyUnanswered(reply.left)
    return { kind: 'unanswered', why }
  }
  return {
    // A url that cannot be is of no more use than a server that is not there.
    ask: question => ask(question).catch(() => ({ kind: 'unanswered', why: 'its url cannot be used' })),
  }
}
