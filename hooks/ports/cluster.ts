import type { BootcNodePool } from '../api/bootc-node-pool'
import type { BootcNodeUpdate, HostOrder } from '../api/bootc-node-update'
import type { BootcPoolScope } from '../api/bootc-pool-scope'
import type { BootcRollout } from '../api/bootc-rollout'
import type { Node, Pod } from '../api/kubernetes'
import type { LabelSelector, Labels } from '../api/label-selector'
import type { PoolMember } from '../api/pool-member'
import type { DesiredSecret, Secret, SecretName } from '../api/secret'
import type { Slot } from '../api/slot'
import type { StoredUpdate } from '../api/stored-update'
import type { ClusterEvent } from './events'

/** A Node that carries a slot label, as a consistent read shows it. `slot` is absent when the mark cannot be read. */
export interface MarkedNode {
  readonly name: string
  readonly labels: Labels
  readonly slot?: Slot
}

/** A Node of a pool, without its spec and status. */
export interface PoolNode {
  readonly name: string
  readonly resourceVersion: string
  readonly annotations: Labels
}

/** A JSON merge patch of a Node; null takes a key away. */
export interface NodePatch {
  readonly labels?: Readonly<Record<string, string | null>>
  readonly annotations?: Readonly<Record<string, string | null>>
  readonly unschedulable?: boolean
}

/** What an update begins with: its labels, and what is seen of its Node. */
export interface NewUpdate {
  readonly labels: Labels
  readonly node: PoolMember
}

/** Parts of an update that are to be so; what is absent stays as it is. */
export interface UpdateParts {
  readonly labels?: Labels
  readonly node?: PoolMember
  readonly order?: HostOrder
}

/** `conflict`: the object changed since it was read, decide again; `gone`: it does not exist. */
export type PatchOutcome = 'done' | 'conflict' | 'gone'

export type EvictionOutcome =
  | { readonly outcome: 'evicted' }
  | { readonly outcome: 'gone' }
  | { readonly outcome: 'refused'; readonly reason: string }

/** All that hooks ask of the cluster themselves. Every read but one is a consistent one; every call may reject. */
export interface Cluster {
  readonly readNode: (name: string) => Promise<Node | undefined>
  /** As node-sync was shown it last, without a call; for writes that are bound to its version. Undefined when it was not. */
  readonly shownNode: (name: string) => Node | undefined
  /** Bound to the resourceVersion that the decision was made on. */
  readonly patchNode: (name: string, resourceVersion: string, patch: NodePatch) => Promise<PatchOutcome>
  /** Of one pool, or of all. */
  readonly markedNodes: (pool?: string) => Promise<ReadonlyArray<MarkedNode>>
  /** Every Node with the label of the pool. */
  readonly poolNodes: (pool: string) => Promise<ReadonlyArray<PoolNode>>
  /** Every Node of the cluster with a label of the control plane or of etcd. */
  readonly controlPlaneNodes: () => Promise<ReadonlyArray<Node>>
  readonly countNodes: (selector: LabelSelector) => Promise<number>
  readonly podsOn: (node: string) => Promise<ReadonlyArray<Pod>>
  /**
   * The same from the API server's cache, a moment old perhaps. A consistent list waits up to 100 ms for etcd's word where
   * pods change little, and older API servers read every pod of the cluster for it.
   */
  readonly recentPodsOn: (node: string) => Promise<ReadonlyArray<Pod>>
  /** Through the Eviction API, so that PodDisruptionBudgets hold. The uid keeps a successor of the same name safe. */
  readonly evict: (pod: Pod, gracePeriodSeconds: number) => Promise<EvictionOutcome>
  readonly readUpdate: (name: string) => Promise<StoredUpdate | undefined>
  /** When the kubelet of a Node last said that it lives, RFC 3339; undefined when it never did. */
  readonly leaseRenewedAt: (node: string) => Promise<string | undefined>
  /** Makes the update of a Node, owned by it. `conflict`: there is one already. */
  readonly createUpdate: (node: Node, update: NewUpdate) => Promise<'done' | 'conflict'>
  /** Writes parts of an update as wholes, bound to the resourceVersion that it was seen with. */
  readonly patchUpdate: (seen: StoredUpdate, parts: UpdateParts) => Promise<PatchOutcome>
  /** Bound to what was seen likewise. */
  readonly removeUpdate: (seen: BootcNodeUpdate) => Promise<PatchOutcome>
  readonly readPool: (name: string) => Promise<BootcNodePool | undefined>
  readonly readRollout: (name: string) => Promise<BootcRollout | undefined>
  readonly readScope: (pool: string) => Promise<BootcPoolScope | undefined>
  readonly readSecret: (at: SecretName) => Promise<Secret | 'missing' | 'forbidden'>
  /** Makes a new one, or writes over the one that had the resourceVersion `over`. `conflict`: read it again, and decide. */
  readonly writeSecret: (secret: DesiredSecret, over?: string) => Promise<'done' | 'conflict'>
  /** The one with this uid, if it is still there. */
  readonly removeSecret: (at: SecretName, uid: string) => Promise<void>
  /** Fire and forget: an event is a courtesy, so one that cannot be written holds up nothing and fails nothing. */
  readonly recordEvent: (event: ClusterEvent) => void
}
