import type { BootcNodeUpdate, BootcNodeUpdateStatus, HostOrder } from '../api/bootc-node-update'
import type { PoolMember } from '../api/pool-member'
import type { Verify } from '../api/verify'

/** What verify asks of a node and is not met, in clauses for people, and since when all else is met, in ms since 1970. */
export interface Health {
  readonly unmet: ReadonlyArray<string>
  readonly since: number
}

/** What one node is led to. `stays`: it was to go back, and what it ran before is unknown. */
export interface NodeTarget {
  /** `repository@digest`. */
  readonly image: string
  readonly digest: string
  readonly attempt: string
  /** Those that the image exists for; absent or empty when unknown. */
  readonly architectures?: ReadonlyArray<string>
  readonly stays?: true
  /** What it must show there besides being Ready; absent for a node that returns. */
  readonly verify?: Verify
  /** The operator itself found no such image. */
  readonly missing?: true
}

/**
 * A node as observed: its BootcNodeUpdate and the parts of it. `order` is absent before the first one, `status` when no agent
 * of this very machine has reported yet.
 */
export interface ObservedNode {
  readonly name: string
  readonly member: PoolMember
  readonly update: BootcNodeUpdate
  readonly order?: HostOrder
  readonly status?: BootcNodeUpdateStatus
  /** The pods of DaemonSets that `verify` selects, as they were listed last; absent while they were not. */
  readonly pods?: Health
}

/**
 * How the operator knows of a failure: the agent reports it; only the Node's annotation records it any more, without its
 * sentence; a timeout ended; the image cannot run on the node, or is in no registry.
 */
export type FailureSource = 'agent' | 'node' | 'timeout' | 'image'

/** Why a node failed, and what follows from it for its slot and for the pool. */
export interface NodeFailure {
  readonly source: FailureSource
  readonly reason: string
  readonly message: string
  /** It may be down or broken, so it keeps its slot until it is well again. */
  readonly keepsSlot: boolean
  /** It was rebooted for this target, by our order and as the cluster saw it: what the policy RollBack is about. */
  readonly afterReboot: boolean
  /** It happened in the node's present attempt. What an earlier target broke says nothing against this one. */
  readonly counts: boolean
  /** It is only late, and nothing was rebooted: it is no failure any more when it gets through. */
  readonly passes?: true
}

export type NodePhase =
  | { readonly phase: 'NotReporting' }
  | { readonly phase: 'Contested'; readonly contenders: ReadonlyArray<string> }
  | { readonly phase: 'Pending' }
  | { readonly phase: 'Staging'; readonly percent?: number }
  | { readonly phase: 'Staged' }
  | { readonly phase: 'Draining'; readonly remaining?: number; readonly blockers: ReadonlyArray<string> }
  | { readonly phase: 'Drained' }
  | { readonly phase: 'Rebooting' }
  | { readonly phase: 'Verifying' }
  | { readonly phase: 'UpToDate' }
  | { readonly phase: 'CannotRollBack' }
  | ({ readonly phase: 'Failed' } & NodeFailure)
  | { readonly phase: 'Drifted'; readonly booted: string }

export const isMarked = ({ member }: ObservedNode): boolean =>
  member.slot !== undefined && member.slot.pool === member.pool

/** Whether the mark was given for this target; an older one is to be given back or replaced. */
export const isMarkedFor = (node: ObservedNode, { attempt }: NodeTarget): boolean =>
  isMarked(node) && node.member.slot?.attempt === attempt

/** Whether the present boot came after one that the node was ordered to leave, by its order or its agent's memory. */
export const hasRebooted = ({ status, order }: ObservedNode): boolean => {
  const left = order?.reboot?.fromBoot ?? status?.attempt?.fromBoot
  return status?.boot !== undefined && left !== undefined && left !== status.boot.id
}

/**
 * Whether the node came back in another boot under its mark, and its agent cannot read there what it runs: the new image
 * may have broken bootc. It is neither verified nor back.
 */
export const isUnreadAfterReboot = (node: ObservedNode): boolean =>
  isMarked(node) && node.status?.boot !== undefined && node.status.booted === undefined && hasRebooted(node)
