import type { BootcNodePool } from '../api/bootc-node-pool'
import type { BootcRollout } from '../api/bootc-rollout'
import { parseImageReference } from '../api/image'
import { failureIn, type LookupAnswer, type LookupOutcome } from '../ports/lookups'
import type { LookUpPorts } from './look-up'
import { questionKey, retryAt } from './poll'
import type { PullSecret } from './pull-secret'
import type { Target } from './remembered'

export interface AskAgain {
  readonly pool: BootcNodePool
  readonly rollout: BootcRollout | undefined
  readonly target: Target | undefined
  readonly pullSecret: PullSecret
}

/** Why it is not certain that the target exists: `False` when the registry says that it has no such image. */
export interface Doubt {
  readonly status: 'False' | 'Unknown'
  readonly message: string
}

/** Whether the registry has no such image, by our own question, and when to look again. */
export interface AskedAgain {
  readonly isMissing: boolean
  /** Absent while no node misses the image, and when the registry has it. */
  readonly doubt?: Doubt
  readonly againInSeconds?: number
}

const UNDER_WAY_SECONDS = 2

/** Which nodes of this very target say that they cannot find it, as a clause; undefined when none does. */
const missedBy = ({ status }: BootcRollout, { digest }: Target): string | undefined =>
  status?.digest === digest
    ? status.conditions?.find(({ type, status: is }) => type === 'ImageFound' && is === 'False')?.message
    : undefined

const doubtOf = (missed: string, outcome: LookupOutcome): Doubt | undefined => {
  if (outcome.outcome === 'found') return undefined
  if (outcome.reason === 'ImageNotFound') return { status: 'False', message: `${missed}; ${outcome.message}` }
  return { status: 'Unknown', message: `${missed}; ${outcome.reason}: ${outcome.message}` }
}

/** Until the registry answers, what it said last stands. */
const unanswered = (missed: string, isMissing: boolean): AskedAgain => ({
  isMissing,
  doubt: isMissing
    ? { status: 'False', message: `${missed}; nor does the operator find it` }
    : { status: 'Unknown', message: `${missed}; the registry has not answered yet` },
  againInSeconds: UNDER_WAY_SECONDS,
})

const nextAt = ({ spec }: BootcNodePool, answer: LookupAnswer): number => {
  const { pollIntervalSeconds } = spec.image
  const failure = failureIn(answer)
  return failure === undefined
    ? answer.at + pollIntervalSeconds * 1000
    : retryAt(answer.at, answer.failures, pollIntervalSeconds, failure.retryAfterSeconds)
}

/**
 * Asks the registry for the target when nodes do not find it: a mirror, a cache or a registry that replicates may only be
 * late, and one node's word must not halt a pool. What is not answered, or answered otherwise, is not missing.
 */
export const askAgain = async ({ lookups, now }: LookUpPorts, asked: AskAgain): Promise<AskedAgain> => {
  const { pool, rollout, target, pullSecret } = asked
  const reference = target && parseImageReference(target.image)
  const missed = rollout && target && missedBy(rollout, target)
  if (rollout === undefined || reference?.digest === undefined || missed === undefined) return { isMissing: false }
  const { credentials, condition } = pullSecret
  const known = rollout.spec.digest === reference.digest && rollout.spec.imageNotFound === true
  // Asked without credentials that are only out of sight, the registry would hide it.
  if (condition?.status === 'Unknown') return unanswered(missed, known)
  const name = `${pool.metadata.uid}/target`
  // What was missing before a retry may be there by now.
  const key = `${target?.image} ${pool.spec.rollout.retry ?? ''} ${questionKey(pool, credentials)}`
  const last = lookups.last(name)
  const same = last?.key === key ? last : undefined
  const { repository, digest } = reference
  const question = { pool: name, key, tag: { repository, digest }, failuresBefore: same?.failures ?? 0 }
  const isDue = same === undefined || nextAt(pool, same) <= now().getTime()
  const answer = (isDue ? await lookups.ask(question, credentials) : undefined) ?? same
  if (answer === undefined) return unanswered(missed, known)
  const wait = Math.max(1, Math.ceil((nextAt(pool, answer) - now().getTime()) / 1000))
  const isMissing = answer.tag.outcome === 'failed' && answer.tag.reason === 'ImageNotFound'
  return { isMissing, doubt: doubtOf(missed, answer.tag), againInSeconds: wait }
}
