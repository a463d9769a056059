import type { Observed } from '../observed'

export type GateReason =
  | 'BeingDeleted'
  | 'InvalidWindow'
  | 'Paused'
  | 'StageOnly'
  | 'Halted'
  | 'Staging'
  | 'OutsideWindow'
  | 'MaxUnavailableZero'
  | 'NoFreeSlot'
  | 'GateClosed'

/** Why no further node may start. `phase` is what the rollout is in because of it. */
export interface Closed {
  readonly reason: GateReason
  readonly phase: 'Paused' | 'Halted' | 'Staging' | 'Progressing'
  readonly message: string
}

export type Gate = (observed: Observed) => Closed | undefined
