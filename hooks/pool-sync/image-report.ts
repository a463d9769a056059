import type { BootcNodePool } from '../api/bootc-node-pool'
import type { NewCondition } from '../api/conditions'
import { imageName } from '../api/image-name'
import { wholeSeconds } from '../api/whole-seconds'
import type { Doubt } from './ask-again'
import type { Available } from './follow'
import type { Decision } from './target'

/** Whether the pool is led to what its present reference named once, be it reachable now or not. */
export const isResolved = ({ spec }: BootcNodePool, { target }: Decision): boolean => target?.ref === spec.image.ref

/** `status.image`: what belongs together stands under the one reference that it was found by. */
export const imageStatus = (pool: BootcNodePool, decision: Decision): object => {
  const { target, named, problem } = decision
  const { ref } = pool.spec.image
  return {
    ref: target?.ref ?? ref,
    ...named,
    pendingRef: target === undefined || isResolved(pool, decision) ? undefined : ref,
    reason: problem?.reason,
    error: problem?.message,
    failures: problem?.failures,
    nextResolutionAt: problem?.nextAt,
  }
}

/** What a release calls itself, and since when it is known. */
const nameOf = ({ named: { digest, version, resolvedAt } }: Available): string =>
  `${imageName(digest, version)}${resolvedAt === undefined ? '' : ` since ${wholeSeconds(resolvedAt)}`}`

export const availableNote = ({ spec }: BootcNodePool, available: Available): string =>
  `${spec.image.ref} names ${nameOf(available)}: ${available.awaits}`

/** A reference that cannot be looked up keeps nothing from going on, so it is said beside what goes on. */
export const problemNote = (pool: BootcNodePool, decision: Decision): string | undefined => {
  const { problem, target } = decision
  if (problem === undefined) return isResolved(pool, decision) ? undefined : 'the registry has not answered yet'
  const meanwhile = target === undefined || isResolved(pool, decision) ? '' : `; until then ${target.image} stays`
  const again = problem.nextAt === undefined ? '' : `; asked again at ${wholeSeconds(problem.nextAt)}`
  return `${problem.reason}: ${problem.message}${again}${meanwhile}`
}

/** With a digest the reference names its image itself, so that nodes are the first to learn that there is none. */
const imageResolved = (pool: BootcNodePool, decision: Decision, doubt: Doubt | undefined): NewCondition => {
  const { target, named, problem } = decision
  const type = 'ImageResolved'
  if (problem !== undefined) return { type, status: 'False', reason: problem.reason, message: problem.message }
  if (!isResolved(pool, decision) || target === undefined) {
    return { type, status: 'Unknown', reason: 'LookingUp', message: 'the registry has not answered yet' }
  }
  const isDigest = target.ref.includes('@')
  if (isDigest && doubt !== undefined) return { type, ...doubt, reason: 'ImageNotFound' }
  const image = named === undefined ? target.image : target.image.replace(target.digest, named.digest)
  return { type, status: 'True', reason: isDigest ? 'Digest' : 'Tag', message: image }
}

const updateAvailable = (pool: BootcNodePool, { available }: Decision): NewCondition => ({
  type: 'UpdateAvailable',
  status: available === undefined ? 'False' : 'True',
  reason: available?.reason ?? 'NothingNewer',
  message: available === undefined ? '' : availableNote(pool, available),
})

export const imageConditions = (
  pool: BootcNodePool,
  decision: Decision,
  doubt: Doubt | undefined,
): ReadonlyArray<NewCondition> => [imageResolved(pool, decision, doubt), updateAvailable(pool, decision)]
