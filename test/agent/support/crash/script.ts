import type { BootcNodeUpdateStatus } from '../../../../hooks/api/bootc-node-update'
import type { Faults } from '../../../../testbed/hosts/faults'
import type { HostState } from '../../../../testbed/hosts/host-state'
import type { HostLayout } from '../../../../testbed/hosts/layout'

export type Spec = Readonly<Record<string, unknown>>
export type Status = Partial<BootcNodeUpdateStatus>

/** What the rollout orders, by what the agent has reported last; undefined: there is no object. */
export type Rollout = (status: Status) => Spec | undefined

/** `at`: which effect, by its number or the name of the first. `before`: it does not happen. `after`: it does, but its answer is lost. `power-cut`: and the host goes down. */
export type Crash = { readonly at: number | string; readonly how: 'before' | 'after' | 'power-cut' }

export interface Play {
  readonly rollout: Rollout
  readonly isOver: (status: Status) => boolean
  readonly crash?: Crash | undefined
  readonly faults?: Faults
  /** Called before each effect; may change the host as another tool would, or throw in its place. */
  readonly atEffect?: (name: string, bystander: Bystander) => void | Promise<void>
  /** Called once before the agent starts. */
  readonly before?: (bystander: Bystander) => void | Promise<void>
  /** Whether the API server does not answer now. */
  readonly isApiDown?: (simulatedMs: number) => boolean
  /** Called before the agent reads its order again; what the rollout says then is what it reads. */
  readonly atRead?: () => void
  /** How long it is watched after it is over, in steps of 10 simulated seconds. */
  readonly linger?: number
  /** Checks the end, while the files of the host are still there. */
  readonly ends?: (played: Played) => void
  readonly host?: object
  /** Versions that carry a signature. */
  readonly signed?: ReadonlyArray<string>
  /** Versions that are for arm64; the host is amd64. */
  readonly forArm?: ReadonlyArray<string>
  /** A version whose image has the very content of another: `{ v3: 'v1' }`. */
  readonly sameContent?: Readonly<Record<string, string>>
  readonly seconds?: number
}

export interface Bystander {
  /** Runs a command on the host. */
  readonly run: (...argv: ReadonlyArray<string>) => Promise<string>
  readonly layout: HostLayout
}

export interface Played {
  readonly layout: HostLayout
  readonly state: HostState
  readonly status: Status
  readonly booted: string
  /** Names of all effects, in order. */
  readonly effects: ReadonlyArray<string>
  /** How the host went down. */
  readonly reboots: ReadonlyArray<string>
  /** Reboots that were asked for without a valid order. */
  readonly unordered: ReadonlyArray<string>
}
