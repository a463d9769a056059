import { BootcNodePool } from '../../api/bootc-node-pool'
import { BootcPoolScope } from '../../api/bootc-pool-scope'
import { BootcRollout } from '../../api/bootc-rollout'
import { API_VERSION } from '../../api/names'
import type { Cluster } from '../cluster'
import { type Ask, read } from './answers'

const OWN = `/apis/${API_VERSION}`

/** What is decided over pools; Metacontroller writes it. */
export const ownKindCalls = (ask: Ask): Pick<Cluster, 'readPool' | 'readRollout' | 'readScope'> => ({
  readPool: name => read(ask, BootcNodePool, `${OWN}/bootcnodepools/${name}`),
  readRollout: name => read(ask, BootcRollout, `${OWN}/bootcrollouts/${name}`),
  readScope: pool => read(ask, BootcPoolScope, `${OWN}/bootcpoolscopes/${pool}`),
})
