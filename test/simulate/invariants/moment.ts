import type { Eviction, PoolSync, Reboot, RolloutSync } from '../journal'
import type { Objects } from '../store'
import type { World } from '../world'

/** What every cache-free look would have shown before and after some turns. */
export interface Moment {
  readonly world: World
  readonly nodes: { readonly before: Objects; readonly after: Objects }
  readonly updates: { readonly before: Objects; readonly after: Objects }
  /** What rollout-sync answered, and which reboots began, meanwhile. */
  readonly syncs: ReadonlyArray<RolloutSync>
  readonly poolSyncs: ReadonlyArray<PoolSync>
  readonly reboots: ReadonlyArray<Reboot>
  readonly evictions: ReadonlyArray<Eviction>
}

/** Holds at every moment; answers what is wrong, as a sentence. */
export type Invariant = (moment: Moment) => string | undefined

/** Holds when nothing is left to happen, and everything that was broken has been repaired. */
export type RestInvariant = (world: World) => string | undefined
