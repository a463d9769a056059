import type { BootcNodePool } from './bootc-node-pool'
import { cleanText } from './clean-text'
import { PAUSED_ANNOTATION } from './names'

/** Longest reason of a pause that is shown, in characters. */
export const LONGEST_PAUSE_REASON = 256

/**
 * The reason that the pool's pause annotation gives, empty when it gives none; undefined without the annotation. Any value
 * pauses, `false` too, as with Cluster API's cluster.x-k8s.io/paused: a misread pause is the one that reboots nodes.
 */
export const pauseReason = ({ metadata }: Pick<BootcNodePool, 'metadata'>): string | undefined => {
  const value = metadata.annotations?.[PAUSED_ANNOTATION]
  return value === undefined ? undefined : cleanText(value, LONGEST_PAUSE_REASON)
}

/** Whether the pool starts nothing: by its spec, which a GitOps tool may own, or by its annotation, which none writes. */
export const isPaused = (pool: Pick<BootcNodePool, 'metadata' | 'spec'>): boolean =>
  pool.spec.rollout.paused || pauseReason(pool) !== undefined
