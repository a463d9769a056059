import type { IncomingHttpHeaders } from 'node:http'
import type { FailedLookup, LookupFailure } from '../registry'
import type { Attempted } from './session'
import { repositoryAndReference, short } from './wording'

/** Holds only the operator's own words: what a registry says could repeat the credentials that it was sent. */
export const failed = (reason: LookupFailure, message: string, retryAfterSeconds?: number): FailedLookup => ({
  outcome: 'failed',
  reason,
  message,
  retryAfterSeconds,
})

/** `what` completes "what it has as IMAGE cannot be used:", `next` says what to do. */
export const unusable = (attempted: Attempted, what: string, next = 'push it again'): FailedLookup => {
  const { host } = attempted.endpoint
  return failed(
    'InvalidManifest',
    `what ${host} has as ${repositoryAndReference(attempted)} cannot be used: ${short(what)}; ${next}`,
  )
}

/** The registry, or who answered in its place. */
export const whoAnswered = ({ endpoint }: Attempted, at: URL): string =>
  at.origin === endpoint.origin ? endpoint.host : `${at.host}, where ${endpoint.host} sends us,`

const DAY_SECONDS = 86_400

/** RFC 9110 §10.2.3: seconds, or a time. In seconds from now, at most a day. */
export const retryAfter = ({ 'retry-after': value }: IncomingHttpHeaders): number | undefined => {
  if (value === undefined) return undefined
  const seconds = /^\d+$/.test(value) ? Number(value) : (Date.parse(value) - Date.now()) / 1000
  return Number.isFinite(seconds) ? Math.min(Math.max(Math.ceil(seconds), 1), DAY_SECONDS) : undefined
}
