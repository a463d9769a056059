import { isSame } from '../../api/is-same'
import type { Cluster } from '../../ports/cluster'
import type { Observed } from '../observed'

/**
 * Whether the rollout that the hook was called with is the one that the API server has, by uid and spec. Nodes are marked,
 * freed and ordered about for that one alone: a cache may show what was edited a moment ago, and a forged request what was never there.
 */
export const isPresent = async (cluster: Pick<Cluster, 'readRollout'>, { rollout }: Observed): Promise<boolean> => {
  const live = await cluster.readRollout(rollout.metadata.name)
  return live?.metadata.uid === rollout.metadata.uid && isSame(live.spec, rollout.spec)
}
