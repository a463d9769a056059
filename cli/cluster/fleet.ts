import { BootcNodeUpdate } from '../../hooks/api/bootc-node-update'
import { BootcPoolMember } from '../../hooks/api/bootc-pool-member'
import { BootcRollout } from '../../hooks/api/bootc-rollout'
import { API_VERSION } from '../../hooks/api/names'
import type { Api } from './api'
import { ShownPool } from './shown-pool'

/** All objects of the operator in a cluster: what it decides on, read live. */
export interface Fleet {
  readonly pools: ReadonlyArray<ShownPool>
  readonly rollouts: ReadonlyArray<BootcRollout>
  readonly updates: ReadonlyArray<BootcNodeUpdate>
  readonly members: ReadonlyArray<BootcPoolMember>
}

const OURS = `/apis/${API_VERSION}`

export const PATHS = {
  pools: `${OURS}/bootcnodepools`,
  rollouts: `${OURS}/bootcrollouts`,
  updates: `${OURS}/bootcnodeupdates`,
  members: `${OURS}/bootcpoolmembers`,
} as const satisfies Readonly<Record<keyof Fleet, string>>

export const CODECS = {
  pools: ShownPool,
  rollouts: BootcRollout,
  updates: BootcNodeUpdate,
  members: BootcPoolMember,
} as const

export const readFleet = async (api: Api): Promise<Fleet> => {
  const [pools, rollouts, updates, members] = await Promise.all([
    api.list(CODECS.pools, PATHS.pools),
    api.list(CODECS.rollouts, PATHS.rollouts),
    api.list(CODECS.updates, PATHS.updates),
    api.list(CODECS.members, PATHS.members),
  ])
  return { pools, rollouts, updates, members }
}

export const readPool = (api: Api, name: string): Promise<ShownPool | undefined> =>
  api.get(ShownPool, `${PATHS.pools}/${name}`)
