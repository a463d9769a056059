import type { PoolPhaseName } from '../../hooks/api/pool-phases'
import type { Observed } from '../../hooks/rollout-sync/observed'
import type { PoolCourse } from '../course'
import { HAS_TARGET } from '../has-target'
import { imageNamesOf } from '../versions'

/** `updated`: every node runs the target. `staged`: every node has the target on its disk, or runs it. */
export type Goal = 'updated' | 'staged'

/** What a wait comes to: it is over, well or not, or goes on. `message` is a sentence about the pool. */
export interface Ending {
  readonly kind: 'done' | 'halted' | 'rolledBack' | 'paused' | 'awaitsApproval' | 'goesOn'
  readonly message: string
}

type Meaning = 'updated' | Exclude<Ending['kind'], 'done'>

/** What a phase of the pool means to somebody who waits for its nodes. */
const PHASES: Readonly<Record<PoolPhaseName, Meaning>> = {
  Resolving: 'goesOn',
  // A registry may come back; the time limit ends it otherwise.
  Unresolved: 'goesOn',
  Pending: 'goesOn',
  Waiting: 'goesOn',
  Staging: 'goesOn',
  Progressing: 'goesOn',
  Soaking: 'goesOn',
  AwaitsApproval: 'awaitsApproval',
  Paused: 'paused',
  Halted: 'halted',
  RollingBack: 'rolledBack',
  RolledBack: 'rolledBack',
  UpToDate: 'updated',
}

const meaningOf = (phase: string | undefined): Meaning =>
  (PHASES as Readonly<Record<string, Meaning>>)[phase ?? ''] ?? 'goesOn'

/** Of a rollout that is about the pool's target; one that is not says nothing about it. */
const targetRollout = ({ pool: { status }, course }: PoolCourse): Observed | undefined =>
  course !== undefined && course.observed.spec.digest === status?.targetDigest ? course.observed : undefined

const stagedEnding = (observed: Observed | undefined): Ending | undefined => {
  if (observed === undefined || observed.direction === 'previous' || observed.nodes.length === 0) return undefined
  const { nodes, rollout, spec } = observed
  const missing = nodes.filter(({ is }) => !HAS_TARGET[is.phase]).map(({ name }) => name)
  // As many as the operator counts: a member that this list does not show yet has not staged either.
  if (missing.length > 0 || rollout.status?.nodeCount !== nodes.length) return undefined
  return { kind: 'done', message: `all ${nodes.length} nodes have ${imageNamesOf(observed)(spec.digest)}` }
}

/**
 * Whether a pool has come to what is waited for, or to what it does not come out of by itself. A status that is older than
 * the last edit of the pool says nothing about what the edit asked for.
 */
export const endingOf = (of: PoolCourse, goal: Goal): Ending => {
  const { metadata, status } = of.pool
  const message = status?.message ?? ''
  if (status?.observedGeneration === undefined || status.observedGeneration < (metadata.generation ?? 0)) {
    return { kind: 'goesOn', message: 'the operator has not seen the latest edit yet: kubectl bootc doctor' }
  }
  const meaning = meaningOf(status.phase)
  if (meaning === 'updated') return { kind: 'done', message }
  const staged = goal === 'staged' && meaning !== 'rolledBack' ? stagedEnding(targetRollout(of)) : undefined
  // Nodes of the next step stage without its approval.
  const kind = goal === 'staged' && meaning === 'awaitsApproval' ? 'goesOn' : meaning
  return staged ?? { kind, message }
}
