import type { BootcNodeUpdate } from '../../hooks/api/bootc-node-update'
import { BootcRollout } from '../../hooks/api/bootc-rollout'
import { API_VERSION } from '../../hooks/api/names'
import { StoredUpdateCodec } from '../../hooks/api/stored-update'
import type { Api } from './api'
import { ShownPool } from './shown-pool'

/** All objects of the operator in a cluster: what it decides on, read live. */
export interface Fleet {
  readonly pools: ReadonlyArray<ShownPool>
  readonly rollouts: ReadonlyArray<BootcRollout>
  readonly updates: ReadonlyArray<BootcNodeUpdate>
}

const OURS = `/apis/${API_VERSION}`

export const PATHS = {
  pools: `${OURS}/bootcnodepools`,
  rollouts: `${OURS}/bootcrollouts`,
  updates: `${OURS}/bootcnodeupdates`,
} as const satisfies Readonly<Record<keyof Fleet, string>>

export const CODECS = {
  pools: ShownPool,
  rollouts: BootcRollout,
  updates: StoredUpdateCodec,
} as const

export const readFleet = async (api: Api): Promise<Fleet> => {
  const [pools, rollouts, updates] = await Promise.all([
    api.list(CODECS.pools, PATHS.pools),
    api.list(CODECS.rollouts, PATHS.rollouts),
    api.list(CODECS.updates, PATHS.updates),
  ])
  return { pools, rollouts, updates }
}

export const readPool = (api: Api, name: string): Promise<ShownPool | undefined> =>
  api.get(ShownPool, `${PATHS.pools}/${name}`)
