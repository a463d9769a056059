import { attemptAt } from '../api/attempt'
import type { BootcNodePool } from '../api/bootc-node-pool'
import type { BootcRollout, BootcRolloutStatus } from '../api/bootc-rollout'
import { imageName } from '../api/image-name'
import { isPaused } from '../api/pool-pause'
import type { Named, Target } from './remembered'
import { reportOn } from './report-on'

/** Why the target stays where it is although the tag names something else. */
export interface Available {
  readonly named: Named
  readonly reason: 'AwaitsApproval' | 'AwaitsRollout' | 'GivenUp'
  /** What has to happen before the nodes go there. */
  readonly awaits: string
}

/** What becomes of the target when its tag names `named`. */
export type Move = { readonly go: true } | { readonly go: false; readonly available: Available }

/** Whether no node moves, and each one that is not there is down, cordoned, held or failed: that may last without end. */
const isStuck = ({ nodeCount, counts, updatingCount, leftBehindCount }: BootcRolloutStatus): boolean =>
  leftBehindCount !== undefined &&
  leftBehindCount > 0 &&
  updatingCount === 0 &&
  (counts?.['UpToDate'] ?? 0) + (counts?.['RolledBack'] ?? 0) + leftBehindCount === nodeCount

/** Whether no node is in between two images on behalf of the target any more. */
const hasEnded = (report: BootcRolloutStatus): boolean => {
  const { phase, verdicts = [] } = report
  const isHalted = phase === 'Halted' && verdicts.some(({ action }) => action === 'Halt')
  return isStuck(report) || isHalted || phase === 'Completed' || phase === 'RolledBack' || phase === 'Waiting'
}

/**
 * Whether no node has left for the target, and none will before a window opens, an admin resumes or reboots it, or the
 * tag leads back to what the nodes run: then the detour would be reboots for nothing. One that is only about to begin is
 * not untouched, or a tag that moves often would keep any from beginning.
 */
const isUntouched = (pool: BootcNodePool, { digest }: Named, report: BootcRolloutStatus): boolean => {
  const { updatedCount, updatingCount, failedCount, nextWindow, deployedDigest } = report
  const isHeld = nextWindow !== undefined || isPaused(pool) || pool.spec.rollout.strategy === 'StageOnly'
  const hasBegun = updatedCount !== 0 || updatingCount !== 0 || failedCount !== 0
  return !hasBegun && (isHeld || digest === deployedDigest)
}

/** Whether the digest failed before, and no retry was asked for since. */
const hasFailed = ({ spec }: BootcNodePool, { digest }: Named, rollout: BootcRollout | undefined): boolean => {
  const attempt = attemptAt(digest, spec.rollout.retry)
  const failed = (rollout?.status?.history ?? []).some(past => past.failedAttempt === attempt)
  return failed && spec.image.approvedDigest !== digest
}

const stays = (named: Named, reason: Available['reason'], awaits: string): Move => ({
  go: false,
  available: { named, reason, awaits },
})

const manually = ({ spec }: BootcNodePool, named: Named): Move => {
  if (spec.image.approvedDigest !== named.digest) {
    return stays(named, 'AwaitsApproval', `set spec.image.approvedDigest to ${named.digest} to go there`)
  }
  if (spec.rollout.cancelledDigest !== named.digest) return { go: true }
  return stays(named, 'GivenUp', 'it is approved, but cancelled by spec.rollout.cancelledDigest: remove one of them')
}

/**
 * A moving tag never changes the target of a rollout that has begun, or three versions would run at once; and what was
 * cancelled is not retried because a tag came back to it. `rollout` is the live one.
 */
const automatically = (pool: BootcNodePool, target: Target, named: Named, rollout: BootcRollout | undefined): Move => {
  if (pool.spec.rollout.cancelledDigest === named.digest) {
    return stays(named, 'GivenUp', 'cancelled by spec.rollout.cancelledDigest')
  }
  if (hasFailed(pool, named, rollout)) {
    const how = 'another spec.rollout.retry, or its approval by spec.image.approvedDigest, tries it again'
    return stays(named, 'GivenUp', `it failed before; ${how}`)
  }
  // The rollout is aimed at it already, and only the status that said so was lost.
  if (rollout?.spec.digest === named.digest) return { go: true }
  const report = reportOn(rollout, target)
  if (report !== undefined && (hasEnded(report) || isUntouched(pool, named, report))) return { go: true }
  return stays(
    named,
    'AwaitsRollout',
    `it follows when the rollout of ${imageName(target.digest, target.version)} has ended`,
  )
}

export const followTag = (
  pool: BootcNodePool,
  target: Target,
  named: Named,
  rollout: BootcRollout | undefined,
): Move => (pool.spec.image.updates === 'Manual' ? manually(pool, named) : automatically(pool, target, named, rollout))
