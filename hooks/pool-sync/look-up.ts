import type { BootcNodePool } from '../api/bootc-node-pool'
import { parseImageReference } from '../api/image'
import type { LookupAnswer, Lookups } from '../ports/lookups'
import { nextLookupAt, questionKey, questionOf } from './poll'
import type { PullSecret } from './pull-secret'
import type { Remembered } from './remembered'

export interface LookUpPorts {
  readonly lookups: Lookups
  readonly now: () => Date
}

export interface LookUp {
  readonly pool: BootcNodePool
  readonly before: Remembered
  readonly pullSecret: PullSecret
}

/** The last answer to the pool's question, if there is one, and when to look again. */
export interface Looked {
  readonly answer: LookupAnswer | undefined
  /** Absent when there is nothing to look up. */
  readonly againInSeconds?: number
}

/** What is under way is looked after so often, in seconds. */
const UNDER_WAY_SECONDS = 2

/** Asks the registry when it is time to, and only then; a digest is never looked up. */
export const lookUpWhenDue = async (
  { lookups, now }: LookUpPorts,
  { pool, before, pullSecret }: LookUp,
): Promise<Looked> => {
  const reference = parseImageReference(pool.spec.image.ref)
  if (reference === undefined || reference.digest !== undefined) return { answer: undefined }
  const { credentials, condition } = pullSecret
  // Asked without credentials that are only out of sight, the registry would refuse.
  if (condition?.status === 'Unknown') return { answer: undefined, againInSeconds: UNDER_WAY_SECONDS }
  const key = questionKey(pool, credentials)
  const last = lookups.last(pool.metadata.uid)
  const isDue = nextLookupAt({ pool, key, last, now: now() }) <= now().getTime()
  const fresh = isDue ? await lookups.ask(questionOf({ pool, reference, key, before, last }), credentials) : undefined
  const known = last?.key === key ? last : undefined
  if (isDue && fresh === undefined) return { answer: known, againInSeconds: UNDER_WAY_SECONDS }
  const answer = fresh ?? known
  const wait = nextLookupAt({ pool, key, last: answer, now: now() }) - now().getTime()
  return { answer, againInSeconds: Math.max(1, Math.ceil(wait / 1000)) }
}
