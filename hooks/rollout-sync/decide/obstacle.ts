import { asWord, cleanText, quoted } from '../../api/clean-text'
import { firstFew } from '../../api/first-few'
import { wholeSeconds } from '../../api/whole-seconds'
import { degradedOf } from '../../node/degraded'
import { unheardSince } from '../../node/disbelieved'
import { healthOf } from '../../node/health'
import { isMarked, isUnreadAfterReboot, type NodeFailure } from '../../node/observed-node'
import { PHASES } from '../../node/phases'
import { unwantedStaging } from '../../node/unwanted-staging'
import { readyInBootSince, verifiedAt } from '../../node/verified'
import type { Observed, PhasedNode } from '../observed'
import { OBSTACLES, type ObstacleReason } from './obstacles'
import type { Plan } from './plan'
import { withoutEarlyPods } from './pods-awaited'
import { unreportedUnits } from './unreported-units'

/** Characters of what an agent, a pod or a pool is quoted with in a list of nodes. */
const MOST_QUOTED = 120
/** Units and clauses that are named of one node. */
const MOST_UNITS = 3

/** Why a node is not where it should be. `since` is a persisted time, so that a repeated sync says the same. */
export interface Obstacle {
  readonly reason: ObstacleReason
  readonly since?: string
  /** What is known besides: the reason of an agent, how many pods are left. */
  readonly detail?: string
  /** Pods that block a drain, and why. */
  readonly blockers?: ReadonlyArray<string>
}

/** Only an admin or another tool can end it: the rollout has nothing left to do about the node. */
export const waitsForOthers = ({ reason }: Obstacle): boolean => !OBSTACLES[reason].endsByItself

/** `is held (UnderMaintenance)`: what is said of one node, after its name. */
export const wordsFor = ({ reason, detail }: Obstacle): string =>
  `${OBSTACLES[reason].clause}${detail === undefined ? '' : ` (${detail})`}`

/** Why the agent cannot go on with its present order, in its own words. */
const complaintOf = (node: PhasedNode): string | undefined => {
  const degraded = degradedOf(node)
  return degraded && `${asWord(degraded.reason)}: ${quoted(cleanText(degraded.message, MOST_QUOTED))}`
}

const detailed = (reason: ObstacleReason, detail: string | undefined, since?: string): Obstacle => ({
  reason,
  detail: detail || undefined,
  since,
})

const orderedSince = ({ order }: PhasedNode): string | undefined => order?.since

const draining = ({ is, member }: PhasedNode): Obstacle => {
  const { remaining, blockers } = is.phase === 'Draining' ? is : { remaining: undefined, blockers: [] }
  const left = `${remaining === 1 ? '1 pod' : `${remaining ?? 'some'} pods`} left`
  return { ...detailed('Draining', left, member.slot?.since), blockers: blockers.length > 0 ? blockers : undefined }
}

const verifyDetail = (seen: PhasedNode, observed: Observed): string => {
  if (isUnreadAfterReboot(seen)) return complaintOf(seen) ?? 'its agent has not read yet what it runs'
  const node = withoutEarlyPods(seen, observed)
  const at = verifiedAt(node, node.target, observed.spec.rollout.minReadySeconds)
  const { unmet } = healthOf(node, node.target.verify)
  if (unmet.length > 0 && readyInBootSince(node) !== undefined) return `not well: ${firstFew(unmet, MOST_UNITS)}`
  return at === undefined ? 'not Ready yet' : `Ready for long enough at ${wholeSeconds(at)}`
}

/** A failure that only the Node records any more keeps the sentence that the status has of it. */
export const sentenceOf = (name: string, { source, reason, message }: NodeFailure, { rollout }: Observed): string => {
  if (source !== 'node') return message
  const known = rollout.status?.failed?.find(failed => failed.node === name && failed.reason === reason)
  return known?.message ?? message
}

/** A node that is down or cordoned without a mark cannot be moved on, whatever else it needs. */
const unavailable = (node: PhasedNode): Obstacle | undefined => {
  const { ready, unschedulable, readySince } = node.member
  const isCordoned = unschedulable && !isMarked(node)
  if (!ready) return detailed('NotReady', isCordoned ? 'also cordoned' : undefined, readySince)
  return isCordoned ? { reason: 'Cordoned' } : undefined
}

/** The hold of an admin or another tool on the node, wherever it is on its way. */
export const heldOf = ({ member: { holds } }: PhasedNode): Obstacle | undefined =>
  holds.length === 0 ? undefined : detailed('Held', holds.join(', '))

const unreported = (node: PhasedNode): Obstacle | undefined => {
  const units = unreportedUnits(node)
  return units.length === 0 ? undefined : detailed('UnitsUnreported', firstFew(units, MOST_UNITS))
}

const staging = (node: PhasedNode, plan: Plan): Obstacle => {
  const complaint = complaintOf(node)
  if (complaint !== undefined) return detailed('CannotStage', complaint, orderedSince(node))
  // Ordered, whether or not its agent has begun: an agent that does not is reported as silent.
  return plan.stage.has(node.name) && node.order?.step === 'Stage'
    ? detailed('Staging', undefined, orderedSince(node))
    : { reason: 'WaitingToStage' }
}

/**
 * Why a node is not where it should be, and since when; undefined when it is. The one decision about it: whatever reports
 * people why a node does not move asks here.
 */
export const obstacleOf = (node: PhasedNode, observed: Observed, plan: Plan): Obstacle | undefined => {
  const { is, member } = node
  if (is.phase === 'Failed')
    return detailed('Failed', cleanText(`${is.reason}: ${sentenceOf(node.name, is, observed)}`, 2 * MOST_QUOTED))
  const withdrawn = plan.withdraw.get(node.name)
  if (withdrawn !== undefined) {
    // A gate has its own message.
    const why = withdrawn === plan.closed?.message ? undefined : cleanText(withdrawn, MOST_QUOTED)
    return detailed('Withdrawing', why, member.slot?.since)
  }
  switch (is.phase) {
    case 'UpToDate':
    case 'CannotRollBack': {
      if (isMarked(node)) return detailed('Uncordoning', undefined, member.slot?.since)
      if (unwantedStaging(node) !== undefined) return detailed('StagedUnwanted', complaintOf(node))
      if (is.phase === 'CannotRollBack') return { reason: 'CannotRollBack' }
      // Nothing of the rollout waits for it, but who reads that all nodes run the target learns of it too.
      return member.ready ? undefined : detailed('DownAfterUpdate', undefined, member.readySince)
    }
    case 'Drifted':
      return { reason: 'Drifted' }
    case 'Contested':
      return detailed(
        'Contested',
        `of pool ${member.pool}, also of ${is.contenders.filter(pool => pool !== member.pool).join(', ')}`,
      )
    case 'Draining':
      return draining(node)
    case 'Drained':
      return detailed('Drained', complaintOf(node), member.slot?.since)
    case 'Rebooting':
      return detailed('Rebooting', complaintOf(node), orderedSince(node))
    case 'Verifying':
      return detailed('Verifying', verifyDetail(node, observed), orderedSince(node))
    case 'NotReporting': {
      const booted = unheardSince(node)
      if (booted !== undefined) return detailed('SilentSinceBoot', undefined, new Date(booted).toISOString())
      return unavailable(node) ?? detailed('NotReporting', undefined, orderedSince(node))
    }
    case 'Pending':
    case 'Staging':
      return unavailable(node) ?? staging(node, plan)
    case 'Staged':
      return unavailable(node) ?? heldOf(node) ?? unreported(node) ?? { reason: 'WaitingForSlot' }
  }
}

/**
 * What keeps a node from its update for as long as nobody does anything about it; undefined for one that gets there, or is
 * there. One that has its slot goes on, and one that is held while it stages will wait for the end of its hold.
 */
export const lastingObstacleOf = (node: PhasedNode, observed: Observed, plan: Plan): Obstacle | undefined => {
  const { phase } = node.is
  if (phase === 'UpToDate') return undefined
  const obstacle = obstacleOf(node, observed, plan)
  if (!PHASES[phase].moves) return obstacle
  if (isMarked(node) || phase === 'Rebooting') return undefined
  return obstacle !== undefined && waitsForOthers(obstacle) ? obstacle : heldOf(node)
}
