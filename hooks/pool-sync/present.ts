import type { BootcNodePool } from '../api/bootc-node-pool'
import type { BootcRollout } from '../api/bootc-rollout'
import { parseImageReference } from '../api/image'
import type { Cluster } from '../ports/cluster'

/** A pool and its rollout. */
export interface Present {
  readonly pool: BootcNodePool
  readonly rollout: BootcRollout | undefined
}

/**
 * Pool and rollout of a pool that follows a tag, read live. What its tag led to is nowhere but in these two, and right
 * after it was decided, caches still show them from before: by that, a pool would be led back to its old target, or from
 * a rollout that has just begun to the next one. What a digest means depends on nothing.
 */
export const readPresent = async (
  cluster: Pick<Cluster, 'readPool' | 'readRollout'>,
  { pool, rollout }: Present,
): Promise<Present> => {
  const { name, uid } = pool.metadata
  const reference = parseImageReference(pool.spec.image.ref)
  if (reference === undefined || reference.digest !== undefined) return { pool, rollout }
  const [livePool, liveRollout] = await Promise.all([
    cluster.readPool(name),
    rollout === undefined ? undefined : cluster.readRollout(name),
  ])
  return {
    pool: livePool?.metadata.uid === uid ? livePool : pool,
    // One of the same name may be an earlier pool's, which is about to go.
    rollout: liveRollout?.metadata.uid === rollout?.metadata.uid ? liveRollout : undefined,
  }
}
