import type { BootcNodePool } from '../api/bootc-node-pool'
import type { BootcRollout } from '../api/bootc-rollout'
import { cleanText } from '../api/clean-text'
import { type ImageReference, parseImageReference } from '../api/image'
import { imageName } from '../api/image-name'
import { wholeSeconds } from '../api/whole-seconds'
import { failureIn, type LookupAnswer } from '../ports/lookups'
import { type Available, followTag } from './follow'
import { namedImage } from './named-image'
import { retryAt } from './poll'
import { type ImageProblem, type Named, type Remembered, type Target, targetAt } from './remembered'

/** Characters of a registry's text that are shown. */
const MOST_MESSAGE = 1000

/** What the pool runs, and what is known of its reference. */
export interface Decision {
  /** Absent until any reference of the pool has been resolved. It is of another one while the present one cannot be. */
  readonly target?: Target
  /** What the target's reference names now. */
  readonly named?: Named
  readonly available?: Available
  /** Why the present reference could not be looked up last. */
  readonly problem?: ImageProblem
  /** What else its author should know. */
  readonly notes: ReadonlyArray<string>
}

/** All that the decision depends on. `answer` is the last one to the present question. */
export interface PoolSituation {
  readonly pool: BootcNodePool
  readonly rollout: BootcRollout | undefined
  readonly before: Remembered
  readonly answer: LookupAnswer | undefined
}

const problemIn = ({ pool, before, answer }: PoolSituation): ImageProblem | undefined => {
  if (answer === undefined) return before.problem
  const failure = failureIn(answer)
  if (failure === undefined) return undefined
  const { reason, message, retryAfterSeconds } = failure
  const next = retryAt(answer.at, answer.failures, pool.spec.image.pollIntervalSeconds, retryAfterSeconds)
  return {
    reason,
    message: cleanText(message, MOST_MESSAGE),
    failures: answer.failures,
    nextAt: wholeSeconds(next),
  }
}

/** Nothing changes, and what is known of an earlier reference stays together. */
const unchanged = ({ target, named }: Remembered): Decision => ({
  target,
  named: target && named,
  notes: [],
})

const invalid = ({ pool, before }: PoolSituation): Decision => ({
  ...unchanged(before),
  problem: {
    reason: 'InvalidReference',
    message: `spec.image.ref: "${pool.spec.image.ref}" is not a fully qualified image with a tag or a digest`,
  },
})

const byDigest = ({ pool }: PoolSituation, digest: NonNullable<ImageReference['digest']>): Decision => {
  const { ref, approvedDigest } = pool.spec.image
  const target = targetAt(ref, digest)
  const isIgnored = approvedDigest !== undefined && approvedDigest !== digest
  const note = 'spec.image.approvedDigest does not count, since spec.image.ref names a digest itself'
  return { target, named: { digest }, notes: isIgnored ? [note] : [] }
}

const following = (situation: PoolSituation, target: Target, named: Named | undefined): Decision => {
  if (named === undefined) return { target, notes: [] }
  const moved = targetAt(target.ref, named.digest, named)
  if (named.digest === target.digest) {
    const architectures = named.architectures ?? target.architectures
    const version = named.version ?? target.version
    return { target: { ...target, ...moved, architectures, version }, named, notes: [] }
  }
  const move = followTag(situation.pool, target, named, situation.rollout)
  if (!move.go) return { target, named, available: move.available, notes: [] }
  return { target: moved, named, notes: [] }
}

/** Nothing was known of this reference: what it names first is the target, unless an approved digest says what was run. */
const first = (situation: PoolSituation, named: Named | undefined): Decision => {
  const { pool, before, answer } = situation
  const { ref } = pool.spec.image
  const { approved } = answer ?? {}
  if (approved?.outcome === 'found') {
    const target = targetAt(ref, approved.digest, namedImage(approved, 0))
    if (target !== undefined) return following(situation, target, named)
  }
  const isUsable = named !== undefined && answer !== undefined && failureIn(answer) === undefined
  const target = isUsable ? targetAt(ref, named.digest, named) : undefined
  return target === undefined ? unchanged(before) : { target, named, notes: [] }
}

/** The author of an approval that counts for nothing must learn so. */
const approvalNote = ({ pool }: PoolSituation, { target, named }: Decision): ReadonlyArray<string> => {
  const { ref, updates, approvedDigest } = pool.spec.image
  if (updates !== 'Manual' || approvedDigest === undefined || named === undefined || target?.ref !== ref) return []
  if (approvedDigest === target.digest || approvedDigest === named.digest) return []
  const [now, present] = [named, target].map(({ digest, version }) => imageName(digest, version))
  return [
    `spec.image.approvedDigest ${imageName(approvedDigest)} does not count: ${ref} names ${now}, and the target is ${present}`,
  ]
}

const byTag = (situation: PoolSituation): Decision => {
  const { pool, before, answer } = situation
  const isKnown = before.ref === pool.spec.image.ref
  const known = isKnown ? before.named : undefined
  const named = answer?.tag.outcome === 'found' ? namedImage(answer.tag, answer.at, known) : known
  const decision =
    isKnown && before.target !== undefined ? following(situation, before.target, named) : first(situation, named)
  const problem = problemIn(situation)
  return { ...decision, notes: approvalNote(situation, decision), problem }
}

/** A digest is its own target; a tag is what it named first, until it moves and the pool may follow. */
export const decideTarget = (situation: PoolSituation): Decision => {
  const reference = parseImageReference(situation.pool.spec.image.ref)
  if (reference === undefined) return invalid(situation)
  return reference.digest === undefined ? byTag(situation) : byDigest(situation, reference.digest)
}
