import { cleanText } from '../../hooks/api/clean-text'
import { shortDigest } from '../../hooks/api/image'
import { PAUSED_ANNOTATION } from '../../hooks/api/names'
import { isPaused, LONGEST_PAUSE_REASON, pauseReason } from '../../hooks/api/pool-pause'
import type { ShownPool } from '../cluster/shown-pool'
import { refused } from '../exit'

/** A change of a pool's spec, and what follows from it, in one sentence. */
export interface Edit {
  /** Merge patch of the spec. */
  readonly spec: object
  /** Merge patch of the annotations. */
  readonly annotations?: Readonly<Record<string, string | null>>
  readonly said: string
}

/** What a user wants of a pool. Throws a CommandError when there is nothing to change, so that scripts notice. */
export type PoolEdit = (pool: ShownPool, now: Date) => Edit

/** The digest that the tag moved to becomes the target. Given by the user, it must be the one that is available. */
export const approve =
  (digest?: string): PoolEdit =>
  ({ metadata: { name }, spec, status }) => {
    const available = status?.availableDigest
    if (available === undefined)
      return refused(`pool ${name}: no other digest is available, so nothing awaits approval`)
    if (digest !== undefined && digest !== available) {
      return refused(`pool ${name}: ${digest} is not the available digest, that is ${available}`)
    }
    if (spec.image.approvedDigest === available) return refused(`pool ${name}: ${available} is approved already`)
    return {
      spec: { image: { approvedDigest: available } },
      said: `${shortDigest(available)} is approved and rolls out`,
    }
  }

const PAUSED = 'paused: no node starts, what has not rebooted is uncordoned, what has is verified'

export const pause: PoolEdit = ({ metadata: { name }, spec }) =>
  spec.rollout.paused
    ? refused(`pool ${name} is paused already`)
    : { spec: { rollout: { paused: true } }, said: PAUSED }

/** By annotation: a pause that no GitOps tool takes back, since it writes only the annotations that Git has. */
export const hold =
  (reason: string): PoolEdit =>
  pool =>
    pauseReason(pool) === undefined
      ? {
          spec: {},
          annotations: { [PAUSED_ANNOTATION]: cleanText(reason, LONGEST_PAUSE_REASON) },
          said: `${PAUSED}; held by annotation ${PAUSED_ANNOTATION} until kubectl bootc resume`,
        }
      : refused(`pool ${pool.metadata.name} has annotation ${PAUSED_ANNOTATION} already`)

/** Ends both pauses: one that stayed would be the surprise. */
export const resume: PoolEdit = pool => {
  if (!isPaused(pool)) return refused(`pool ${pool.metadata.name} is not paused`)
  return {
    spec: pool.spec.rollout.paused ? { rollout: { paused: false } } : {},
    annotations: pauseReason(pool) === undefined ? undefined : { [PAUSED_ANNOTATION]: null },
    said: 'resumed',
  }
}

/** Bound to the present target: another image later is not given up with it. */
export const cancel: PoolEdit = ({ metadata: { name }, spec, status }) => {
  const target = status?.targetDigest
  if (target === undefined) return refused(`pool ${name} has no target yet, so there is nothing to cancel`)
  if (spec.rollout.cancelledDigest === target) return refused(`pool ${name}: ${target} is cancelled already`)
  return {
    spec: { rollout: { cancelledDigest: target } },
    said: `${shortDigest(target)} is given up: updated nodes return to what they ran, the others drop what they staged`,
  }
}

export const uncancel: PoolEdit = ({ metadata: { name }, spec }) =>
  spec.rollout.cancelledDigest === undefined
    ? refused(`pool ${name}: no target is cancelled`)
    : {
        spec: { rollout: { cancelledDigest: null } },
        said: `cancellation of ${shortDigest(spec.rollout.cancelledDigest)} withdrawn; it rolls out again`,
      }

/** Any new value forgets the failures of the present target; the time is new and says when it was. */
export const retry: PoolEdit = (_, now) => ({
  spec: { rollout: { retry: now.toISOString() } },
  said: 'the failures of the present target are forgotten, and nodes that failed are tried again',
})
