import type { CompositeResponse } from '../../hooks/api/metacontroller'
import type { Slot } from '../../hooks/api/slot'
import type { SimulatedPod } from './simulated-pod'
import type { Objects, Stored } from './store'

/** A reboot that an agent began by an order of ours. */
export interface Reboot {
  readonly node: string
  readonly uid: string
  /** Of the order: mark and boot together are the approval. */
  readonly mark: string
  readonly fromBoot: string
  readonly image: string
  readonly pool: string
  /** The mark that the Node really carried. */
  readonly slot: Slot | undefined
}

/** An eviction that the API server took, with the mark that the Node carried then. */
export interface Eviction {
  readonly pod: SimulatedPod
  readonly slot: Slot | undefined
}

/** One answer of rollout-sync, and the rollout as it was sent. */
export interface RolloutSync {
  readonly pool: string
  readonly parent: Stored
  readonly answer: CompositeResponse
  /** What it was sent with. */
  readonly updates: Objects
  /** Whether it was sent how things are, and its answer arrived. */
  readonly isFresh: boolean
}

/** What one answer of pool-sync made of the rollout; pool and rollout as they were in the API server just before. */
export interface PoolSync {
  readonly pool: Stored | undefined
  readonly before: Stored | undefined
  readonly after: Stored | undefined
}

/** What really happened, as no cache shows it: invariants are judged by this. */
export interface Journal {
  readonly reboots: Reboot[]
  readonly syncs: RolloutSync[]
  readonly poolSyncs: PoolSync[]
  /** When each mark (by node and id) was given, in ms since 1970: what it says itself is by somebody's clock. */
  readonly marked: Map<string, number>
  /** Marks (by node and id) under which the node was cordoned and empty at some moment. */
  readonly drained: Set<string>
  /** Pools that are stopped, and none of whose nodes can reboot any more. */
  readonly stopped: Set<string>
  readonly evictions: Eviction[]
  /** Every image that a machine has run, by Node uid. */
  readonly ran: Map<string, Set<string>>
  /** Nodes whose mark somebody changed by hand, or whose update. */
  readonly tampered: Set<string>
  /** Nodes whose mark lost its annotation, which alone says whose the cordon is. */
  readonly torn: Set<string>
  /** Nodes that an admin cordoned, and did not uncordon since. */
  readonly foreignCordons: Set<string>
  /** What was written, and the API server would have refused, a sentence each. */
  readonly misfits: string[]
  readonly forgetNode: (name: string) => void
}

export const createJournal = (): Journal => {
  const tampered = new Set<string>()
  const torn = new Set<string>()
  const foreignCordons = new Set<string>()
  return {
    reboots: [],
    syncs: [],
    poolSyncs: [],
    marked: new Map(),
    drained: new Set(),
    stopped: new Set(),
    evictions: [],
    ran: new Map(),
    tampered,
    torn,
    foreignCordons,
    misfits: [],
    forgetNode: name => {
      tampered.delete(name)
      torn.delete(name)
      foreignCordons.delete(name)
    },
  }
}

export const drainKey = (node: string, mark: string): string => `${node} ${mark}`
