import * as t from 'io-ts'
import { BootcNodePool } from '../api/bootc-node-pool'
import { BootcPoolScope } from '../api/bootc-pool-scope'
import { BootcRollout } from '../api/bootc-rollout'
import { byName } from '../api/metacontroller'
import { ROLLOUT_KEY, SCOPE_KEY } from '../api/names'
import { AGENTS_KEY, AgentDaemonSet } from './agents'

export const PoolSyncRequest = t.type(
  {
    parent: BootcNodePool,
    children: t.intersection([
      t.type({ [ROLLOUT_KEY]: byName(BootcRollout), [SCOPE_KEY]: byName(BootcPoolScope) }),
      t.partial({ [AGENTS_KEY]: byName(AgentDaemonSet) }),
    ]),
  },
  'PoolSyncRequest',
)
export interface PoolSyncRequest extends t.TypeOf<typeof PoolSyncRequest> {}
