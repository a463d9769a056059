import * as t from 'io-ts'
import { BootcNodeUpdate } from '../api/bootc-node-update'
import { BootcPoolMember } from '../api/bootc-pool-member'
import { BootcRollout } from '../api/bootc-rollout'
import { byName } from '../api/metacontroller'
import { MEMBER_KEY, UPDATE_KEY } from '../api/names'

export const RolloutSyncRequest = t.type(
  {
    parent: BootcRollout,
    children: t.type({ [UPDATE_KEY]: byName(BootcNodeUpdate) }),
    related: t.type({ [MEMBER_KEY]: byName(BootcPoolMember) }),
  },
  'RolloutSyncRequest',
)
export interface RolloutSyncRequest extends t.TypeOf<typeof RolloutSyncRequest> {}

export const RolloutCustomizeRequest = t.type({ parent: BootcRollout }, 'RolloutCustomizeRequest')
export interface RolloutCustomizeRequest extends t.TypeOf<typeof RolloutCustomizeRequest> {}
