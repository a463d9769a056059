import type { ObstacleReason } from '../../hooks/rollout-sync/decide/obstacles'

/** Why a node is not where it should be; all are undefined when it is. All times are RFC 3339. */
export interface Explanation {
  /** One word, as the operator decides it. */
  readonly reason?: ObstacleReason
  /** Completes a sentence that begins with the name of the node. */
  readonly message?: string
  readonly since?: string
  /** What is in the way, one by one. */
  readonly blockers?: ReadonlyArray<string>
  /** When it ends by itself, and how. */
  readonly limit?: string
  /** What a person can do about it. */
  readonly todo?: string
}
