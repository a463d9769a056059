import { PATHS } from '../../../cli/cluster/fleet'
import type { BootcNodePool } from '../../../hooks/api/bootc-node-pool'
import type { BootcNodeUpdate } from '../../../hooks/api/bootc-node-update'
import type { BootcRollout } from '../../../hooks/api/bootc-rollout'
import { joined, type NamedMember } from '../../builders/a-member'
import type { Objects } from './fake-api'

export const NOW = new Date('2026-01-02T00:15:00Z')
export const ATTEMPT = 'bbbbbbbbbbbb'

export interface Scene {
  readonly pools: ReadonlyArray<BootcNodePool>
  readonly rollouts: ReadonlyArray<BootcRollout>
  readonly nodes: ReadonlyArray<readonly [NamedMember, BootcNodeUpdate?]>
}

export const objectsOf = ({ pools, rollouts, nodes }: Scene): Objects => ({
  [PATHS.pools]: pools,
  [PATHS.rollouts]: rollouts,
  [PATHS.updates]: nodes.map(([member, update]) => joined(member, update)),
})
