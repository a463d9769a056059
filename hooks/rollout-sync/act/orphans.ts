import type { BootcNodeUpdate } from '../../api/bootc-node-update'
import { NODE_POOL_LABEL } from '../../api/names'
import { isBootOver, isRebootAlive } from '../../api/order'
import type { Cluster } from '../../ports/cluster'
import type { Observed } from '../observed'

/** An update that stays although its member is missing. `leaving`: its order is to be taken back. */
export interface KeptOrphan {
  readonly update: BootcNodeUpdate
  readonly leaving: boolean
}

/**
 * What becomes of an update without a member. `gone`: its Node does not exist, or left the pool and its host can not
 * reboot by it. `leaving`: the Node left, but the host may still reboot: the order is taken back first, and the mark
 * stays until then. `kept`: the Node is the pool's, and its member is being recreated.
 */
export type OrphanFate = 'gone' | 'leaving' | 'kept'

/** For a pool without a reboot timeout: an agent that is gone must not be waited for as long, in seconds. */
const LONGEST_WAIT_SECONDS = 1200

/** An agent that was removed with its pool's label says no more; after this time its reboot will not come either. */
const hasWaited = ({ spec }: BootcNodeUpdate, { spec: { rollout }, now }: Observed): boolean => {
  const seconds = rollout.rebootTimeoutSeconds === 0 ? LONGEST_WAIT_SECONDS : rollout.rebootTimeoutSeconds
  return spec.step !== 'Reboot' && now.getTime() > Date.parse(spec.since) + seconds * 1000
}

export const fateOf = async (cluster: Cluster, update: BootcNodeUpdate, observed: Observed): Promise<OrphanFate> => {
  const live = await cluster.readNode(update.metadata.name)
  if (live === undefined || live.metadata.uid !== update.spec.nodeUID) return 'gone'
  if (live.metadata.labels?.[NODE_POOL_LABEL] === observed.spec.pool) return 'kept'
  const isOver = !isRebootAlive(update) || isBootOver(update, live) || hasWaited(update, observed)
  return isOver ? 'gone' : 'leaving'
}
