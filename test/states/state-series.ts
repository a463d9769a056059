import type { BootcNodeUpdate } from '../../hooks/api/bootc-node-update'
import type { BootcRollout } from '../../hooks/api/bootc-rollout'
import type { CompositeResponse } from '../../hooks/api/metacontroller'
import { createMetrics } from '../../hooks/metrics/metrics'
import type { World } from '../simulate/world'

const POOL = 'workers'

const answered = (status: object | undefined): CompositeResponse => ({ status, children: [] }) as CompositeResponse

/** The gauges that the hooks would show of the pool, each with its labels and its value. */
export const seriesOf = async ({
  pools,
  rollouts,
  updates,
  now,
}: World): Promise<ReadonlyArray<readonly [string, string]>> => {
  const metrics = createMetrics({ version: '1', now: () => new Date(now) })
  metrics.poolAnswered(POOL, false, answered(pools.get(POOL)?.status))
  const rollout = rollouts.get(POOL) as (BootcRollout & { readonly status?: object }) | undefined
  const ours = (Object.values(updates.all()) as unknown as ReadonlyArray<BootcNodeUpdate>).filter(
    ({ spec }) => spec.node.pool === POOL,
  )
  if (rollout !== undefined) {
    metrics.rolloutAnswered(
      {
        pool: POOL,
        maxUnavailable: rollout.spec.rollout.maxUnavailable,
        gates: (rollout.spec.rollout.gates ?? []).map(({ id }) => id),
        updates: ours,
      },
      answered(rollout.status),
    )
  }
  const text = await metrics.text()
  return [...text.matchAll(/^(bootc_(?:build_info|pool_(?!\w*seconds)\w+)\S*) (\S+)$/gm)].map(
    ([, name = '', value = '']) => [name, value] as const,
  )
}
