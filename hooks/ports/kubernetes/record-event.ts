import { isApiError } from '../api/api-request'
import type { Cluster } from '../cluster'
import { EVENT_NAMESPACE, EVENT_TTL_MS, eventBody, eventName } from '../events'
import type { Ask } from './answers'

/** Pauses before an event that got no answer is sent again, in milliseconds: no later sync would send it. */
const SEND_AGAIN_MS = [500, 2000, 8000]

/** So many names are remembered, the newest: what stands is handed over in every sync. */
const MOST_NAMES = 10_000

/** 409 says that it exists already; no other failure is worth a sync, but one without an answer is worth a retry. */
export const recordEvent = (ask: Ask, now: () => Date): Cluster['recordEvent'] => {
  const recordedAt = new Map<string, number>()
  return event => {
    const name = eventName(event)
    const at = now().getTime()
    if (Math.abs(at - (recordedAt.get(name) ?? Number.NEGATIVE_INFINITY)) < EVENT_TTL_MS) return
    recordedAt.set(name, at)
    const [oldest] = recordedAt.keys()
    if (recordedAt.size > MOST_NAMES && oldest !== undefined) recordedAt.delete(oldest)
    const path = `/api/v1/namespaces/${EVENT_NAMESPACE}/events`
    const body = eventBody(event, now())
    const send = ([pause, ...pauses]: ReadonlyArray<number>): void => {
      ask({ method: 'POST', path, body }).catch((error: unknown) => {
        const isUnanswered = isApiError(error) && error.kind === 'api-unreachable'
        if (isUnanswered && pause !== undefined) setTimeout(() => send(pauses), pause).unref()
        // A later sync that hands it over once more may have it recorded.
        else if (isUnanswered) recordedAt.delete(name)
      })
    }
    send(SEND_AGAIN_MS)
  }
}
