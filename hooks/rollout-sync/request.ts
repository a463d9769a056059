import * as t from 'io-ts'
import { BootcNodeUpdate } from '../api/bootc-node-update'
import { BootcRollout } from '../api/bootc-rollout'
import { byName, noneOf } from '../api/metacontroller'
import { UPDATE_KEY } from '../api/names'

export const RolloutSyncRequest = t.intersection(
  [
    t.type({ parent: BootcRollout, related: t.type({ [UPDATE_KEY]: byName(BootcNodeUpdate) }) }),
    t.partial({ children: noneOf('children') }),
  ],
  'RolloutSyncRequest',
)
export interface RolloutSyncRequest extends t.TypeOf<typeof RolloutSyncRequest> {}

export const RolloutCustomizeRequest = t.type({ parent: BootcRollout }, 'RolloutCustomizeRequest')
export interface RolloutCustomizeRequest extends t.TypeOf<typeof RolloutCustomizeRequest> {}
