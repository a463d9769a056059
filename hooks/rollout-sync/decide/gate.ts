import type { Observed } from '../observed'

export type GateReason =
  | 'BeingDeleted'
  | 'InvalidWindow'
  | 'Paused'
  | 'StageOnly'
  | 'Halted'
  | 'Staging'
  | 'MembersBehind'
  | 'StepEmpty'
  | 'Soaking'
  | 'AwaitsApproval'
  | 'OutsideWindow'
  | 'MaxUnavailableZero'
  | 'NoFreeSlot'
  | 'TopologyLimit'
  | 'GateClosed'

/** Why no further node may start. `phase` is what the rollout is in because of it. */
export interface Closed {
  readonly reason: GateReason
  readonly phase: 'Paused' | 'Halted' | 'Staging' | 'Progressing' | 'Soaking' | 'AwaitsApproval'
  readonly message: string
  /** After how many seconds it is asked again, where no event tells that it has opened. */
  readonly againSeconds?: number
}

export type Gate = (observed: Observed) => Closed | undefined
