import type { BootcNodePool } from '../api/bootc-node-pool'
import type { BootcRolloutStatus } from '../api/bootc-rollout'
import { hostsOf } from '../api/foreign-node'
import type { Cluster } from '../ports/cluster'

/**
 * How many Nodes the pool selects, asked for only while its rollout has counted none: a pool that is new, or whose image
 * cannot be looked up, has nodes all the same. Undefined when it need not be known, or the API server does not answer.
 */
export const matchingNodes = async (
  { countNodes }: Pick<Cluster, 'countNodes'>,
  { spec }: BootcNodePool,
  report: BootcRolloutStatus | undefined,
): Promise<number | undefined> => {
  if ((report?.nodeCount ?? 0) > 0) return undefined
  try {
    return await countNodes(hostsOf(spec.nodeSelector))
  } catch {
    return undefined
  }
}
