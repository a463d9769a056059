import type { CustomizeResponse } from '../api/metacontroller'
import { API_VERSION } from '../api/names'
import { memberPoolLabel } from '../api/pool-member'
import type { RolloutCustomizeRequest } from './request'

/** A rollout is shown the updates of its pool's nodes, those included that another pool owns and this one claims. */
export const customizeRollout = ({ parent }: RolloutCustomizeRequest): CustomizeResponse => ({
  relatedResources: [
    {
      apiVersion: API_VERSION,
      resource: 'bootcnodeupdates',
      labelSelector: { matchExpressions: [{ key: memberPoolLabel(parent.spec.pool), operator: 'Exists' }] },
    },
  ],
})
