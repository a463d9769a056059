import { PATHS } from '../../../cli/cluster/fleet'
import type { BootcNodePool } from '../../../hooks/api/bootc-node-pool'
import type { BootcNodeUpdate } from '../../../hooks/api/bootc-node-update'
import { type BootcPoolMember, memberPoolLabel } from '../../../hooks/api/bootc-pool-member'
import type { BootcRollout } from '../../../hooks/api/bootc-rollout'
import type { Objects } from './fake-api'

export const NOW = new Date('2026-01-02T00:15:00Z')
export const ATTEMPT = 'bbbbbbbbbbbb'

export interface Scene {
  readonly pools: ReadonlyArray<BootcNodePool>
  readonly rollouts: ReadonlyArray<BootcRollout>
  readonly nodes: ReadonlyArray<readonly [BootcPoolMember, BootcNodeUpdate?]>
}

/** As node-sync labels them, so that a rollout finds them. */
const labelled = (member: BootcPoolMember): BootcPoolMember => ({
  ...member,
  metadata: { ...member.metadata, labels: { [memberPoolLabel(member.spec.pool)]: 'owner' } },
})

export const objectsOf = ({ pools, rollouts, nodes }: Scene): Objects => ({
  [PATHS.pools]: pools,
  [PATHS.rollouts]: rollouts,
  [PATHS.members]: nodes.map(([member]) => labelled(member)),
  [PATHS.updates]: nodes.flatMap(([, update]) => update ?? []),
})
