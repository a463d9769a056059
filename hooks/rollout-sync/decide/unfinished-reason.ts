import type { Reason } from '../../api/reasons'
import type { Observed } from '../observed'
import type { Closed, GateReason } from './gate'
import type { Obstacle } from './obstacle'
import type { ObstacleReason } from './obstacles'

/** Gates that are the reason whatever single nodes do. The others are one only while nodes wait for them. */
const FIRST: ReadonlySet<GateReason> = new Set([
  'BeingDeleted',
  'InvalidWindow',
  'Paused',
  'Halted',
  'MaxUnavailableZero',
  'StepEmpty',
  'Soaking',
  'AwaitsApproval',
])

/** Gates that are the reason why nodes which are ready wait for a slot. */
const BY_GATE: Readonly<Partial<Record<GateReason, Reason>>> = {
  OutsideWindow: 'OutsideWindow',
  MembersBehind: 'MembersBehind',
  TopologyLimit: 'TopologyLimit',
  GateClosed: 'GateClosed',
}

/** The reason that each kind of obstacle is for the whole pool. */
const BY_OBSTACLE: Readonly<Record<ObstacleReason, Reason>> = {
  Draining: 'Updating',
  Drained: 'Updating',
  Rebooting: 'Updating',
  Verifying: 'Updating',
  Withdrawing: 'Updating',
  Uncordoning: 'Updating',
  StagedUnwanted: 'Updating',
  Staging: 'Staging',
  WaitingToStage: 'Staging',
  WaitingForSlot: 'NoFreeSlot',
  CannotStage: 'CannotStage',
  NotReporting: 'AgentSilent',
  SilentSinceBoot: 'AgentSilent',
  UnitsUnreported: 'AgentSilent',
  Cordoned: 'NodeCordoned',
  Held: 'NodeHeld',
  NotReady: 'NodeNotReady',
  DownAfterUpdate: 'NodeNotReady',
  Contested: 'Contested',
  Failed: 'NodesFailed',
  Drifted: 'NodesFailed',
  CannotRollBack: 'NodesFailed',
}

/** What happens comes before what stands still, and what ends by itself before what needs an admin. */
const IN_ORDER: ReadonlyArray<Reason> = [
  'Updating',
  'DrainBlocked',
  'Staging',
  'CannotStage',
  'AgentSilent',
  'OutsideWindow',
  'MembersBehind',
  'TopologyLimit',
  'GateClosed',
  'NoFreeSlot',
  'NodeCordoned',
  'NodeHeld',
  'NodeNotReady',
  'Contested',
]

const isBlocked = ({ reason, blockers = [] }: Obstacle): boolean => reason === 'Draining' && blockers.length > 0

const reasonOf = (obstacle: Obstacle, closed: Closed | undefined): Reason => {
  if (isBlocked(obstacle)) return 'DrainBlocked'
  const gate = closed && BY_GATE[closed.reason]
  if (obstacle.reason === 'WaitingForSlot' && gate !== undefined) return gate
  return BY_OBSTACLE[obstacle.reason]
}

/** What is known of a rollout that has not ended. `isOver`: no node moves, and each one left waits for an admin. */
export interface Unfinished {
  readonly obstacles: ReadonlyArray<Obstacle>
  readonly closed: Closed | undefined
  readonly isOver: boolean
}

/**
 * Why a rollout that has not ended is where it is, in one word: by the first closed gate, and else by what its nodes wait
 * for. Failed nodes are the reason only once nothing else is left to do.
 */
export const unfinishedReason = (
  { direction, contended }: Observed,
  { obstacles, closed, isOver }: Unfinished,
): Reason => {
  if (closed !== undefined && FIRST.has(closed.reason)) return closed.reason
  const reasons = new Set(obstacles.map(obstacle => reasonOf(obstacle, closed)))
  if (isOver && reasons.has('NodesFailed')) return 'NodesFailed'
  // Nodes that are ready wait for those that are not: these are the reason.
  if (closed?.reason === 'Staging') reasons.delete('NoFreeSlot')
  const first = IN_ORDER.find(reason => reasons.has(reason)) ?? (contended.length > 0 ? 'Contested' : 'Updating')
  if (closed?.reason === 'StageOnly' && first !== 'Staging' && first !== 'CannotStage' && first !== 'AgentSilent') {
    return 'StageOnly'
  }
  return first === 'Updating' && direction === 'previous' ? 'RollingBack' : first
}
