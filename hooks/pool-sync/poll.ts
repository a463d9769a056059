import type { BootcNodePool } from '../api/bootc-node-pool'
import type { DockerConfig } from '../api/docker-config'
import type { ImageReference } from '../api/image'
import { doubledMs } from '../ports/backoff'
import { failureIn, type LookupAnswer, type Question } from '../ports/lookups'
import type { Remembered } from './remembered'

/** The first failure is followed by another lookup after so many milliseconds, each further one after twice as many. */
const FIRST_RETRY_MS = 15_000
/** Registries may ask for patience, but not for more than so many seconds. */
const MOST_PATIENCE_SECONDS = 3600

/** FNV-1a, as a number in [0, 1): pools that were created together do not ask their registry together. */
const fractionOf = (text: string): number => {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0
  return hash / 2 ** 32
}

/** When the slot of one poll interval ends in which `at` lies, in ms since 1970. */
const nextSlotAt = (uid: string, intervalSeconds: number, at: number): number => {
  const interval = intervalSeconds * 1000
  const offset = fractionOf(uid) * interval
  return Math.ceil((Math.floor((at - offset) / interval) + 1) * interval + offset)
}

/** When a lookup that failed at `at` (ms) for the so manieth time is repeated, in ms since 1970. */
export const retryAt = (at: number, failures: number, intervalSeconds: number, askedFor = 0): number => {
  const backoff = doubledMs(failures, { firstMs: FIRST_RETRY_MS, longestMs: 1000 * intervalSeconds })
  return at + Math.max(backoff, 1000 * Math.min(askedFor, MOST_PATIENCE_SECONDS))
}

/** What distinguishes one lookup of a pool from another: another reference, or other credentials, are tried at once. */
export const questionKey = ({ spec }: BootcNodePool, credentials: DockerConfig | undefined): string =>
  JSON.stringify([spec.image.ref, credentials === undefined ? null : fractionOf(JSON.stringify(credentials))])

const nextAfter = ({ metadata, spec }: BootcNodePool, answer: LookupAnswer): number => {
  const { pollIntervalSeconds } = spec.image
  const failure = failureIn(answer)
  if (failure === undefined) return nextSlotAt(metadata.uid, pollIntervalSeconds, answer.at)
  return retryAt(answer.at, answer.failures, pollIntervalSeconds, failure.retryAfterSeconds)
}

/** `last` is the last answer to whatever the pool asked. */
export interface Poll {
  readonly pool: BootcNodePool
  readonly key: string
  readonly last: LookupAnswer | undefined
  readonly now: Date
}

/**
 * When the registry is to be asked next, in ms since 1970; 0 means at once. A tag that stands still is looked up once in
 * each slot of its interval, and that it was is remembered without any write. Failures are in the status, so that
 * they back off over a restart too.
 */
export const nextLookupAt = ({ pool, key, last, now }: Poll): number => {
  if (last !== undefined) {
    // An answer from the future was dated by a clock that has been set since.
    return last.key === key && last.at <= now.getTime() ? nextAfter(pool, last) : 0
  }
  const { ref, pendingRef = ref, nextResolutionAt } = pool.status?.image ?? {}
  return pendingRef === pool.spec.image.ref && nextResolutionAt !== undefined ? Date.parse(nextResolutionAt) : 0
}

export interface Asking extends Omit<Poll, 'now'> {
  readonly reference: ImageReference
  readonly before: Remembered
}

/** The question for the tag of a pool. That an approved digest exists matters only while nothing else says what ran. */
export const questionOf = ({ pool, reference, key, before, last }: Asking): Question => {
  const { repository, tag } = reference
  const { updates, approvedDigest } = pool.spec.image
  const isNeeded = updates === 'Manual' && before.target === undefined
  return {
    pool: pool.metadata.uid,
    key,
    tag: { repository, tag },
    approved: isNeeded && approvedDigest !== undefined ? { repository, digest: approvedDigest } : undefined,
    failuresBefore: last === undefined ? (before.problem?.failures ?? 0) : last.key === key ? last.failures : 0,
  }
}
