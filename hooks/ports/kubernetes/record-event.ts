import { isApiError } from '../api/api-request'
import type { Cluster } from '../cluster'
import { EVENT_NAMESPACE, eventBody } from '../events'
import type { Ask } from './answers'

/** Pauses before an event that got no answer is sent again, in milliseconds: no later sync would send it. */
const SEND_AGAIN_MS = [500, 2000, 8000]

/** 409 says that it exists already; no other failure is worth a sync, but one without an answer is worth a retry. */
export const recordEvent =
  (ask: Ask, now: () => Date): Cluster['recordEvent'] =>
  event => {
    const path = `/api/v1/namespaces/${EVENT_NAMESPACE}/events`
    const body = eventBody(event, now())
    const send = ([pause, ...pauses]: ReadonlyArray<number>): void => {
      ask({ method: 'POST', path, body }).catch((error: unknown) => {
        const isUnanswered = isApiError(error) && error.kind === 'api-unreachable'
        if (isUnanswered && pause !== undefined) setTimeout(() => send(pauses), pause).unref()
      })
    }
    send(SEND_AGAIN_MS)
  }
