import { BootcNodePool } from '../../api/bootc-node-pool'
import { BootcNodeUpdate } from '../../api/bootc-node-update'
import { BootcPoolScope } from '../../api/bootc-pool-scope'
import { BootcRollout } from '../../api/bootc-rollout'
import { API_VERSION, FIELD_MANAGER, TAKEN_BACK_ANNOTATION } from '../../api/names'
import { isNotFound } from '../api/api-request'
import type { Cluster } from '../cluster'
import { type Ask, MERGE_PATCH, read } from './answers'

const OWN = `/apis/${API_VERSION}`

/** The kinds of the operator. */
export const ownKindCalls = (
  ask: Ask,
): Pick<Cluster, 'readUpdate' | 'touchUpdate' | 'readPool' | 'readRollout' | 'readScope'> => ({
  readUpdate: name => read(ask, BootcNodeUpdate, `${OWN}/bootcnodeupdates/${name}`),
  touchUpdate: async (name, mark) => {
    const body = { metadata: { annotations: { [TAKEN_BACK_ANNOTATION]: mark } } }
    const query = { fieldManager: FIELD_MANAGER }
    const path = `${OWN}/bootcnodeupdates/${name}`
    await ask({ method: 'PATCH', path, query, contentType: MERGE_PATCH, body }).catch((error: unknown) =>
      isNotFound(error) ? undefined : Promise.reject(error),
    )
  },
  readPool: name => read(ask, BootcNodePool, `${OWN}/bootcnodepools/${name}`),
  readRollout: name => read(ask, BootcRollout, `${OWN}/bootcrollouts/${name}`),
  readScope: pool => read(ask, BootcPoolScope, `${OWN}/bootcpoolscopes/${pool}`),
})
