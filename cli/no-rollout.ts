import type { ShownPool } from './cluster/shown-pool'

/** Why a pool has no rollout yet, in the operator's words. */
export const noRollout = (name: string, pool: ShownPool | undefined): string =>
  `pool ${name} has no rollout yet: ${pool?.status?.message ?? 'the operator has not looked at it yet: kubectl bootc doctor'}`
