import { memberPoolLabel } from '../api/bootc-pool-member'
import type { CustomizeResponse } from '../api/metacontroller'
import { API_VERSION } from '../api/names'
import type { RolloutCustomizeRequest } from './request'

/** A rollout is shown the members of its pool, those included that another pool owns and this one claims. */
export const customizeRollout = ({ parent }: RolloutCustomizeRequest): CustomizeResponse => ({
  relatedResources: [
    {
      apiVersion: API_VERSION,
      resource: 'bootcpoolmembers',
      labelSelector: { matchExpressions: [{ key: memberPoolLabel(parent.spec.pool), operator: 'Exists' }] },
    },
  ],
})
