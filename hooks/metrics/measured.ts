import type { CompositeResponse } from '../api/metacontroller'
import { UPDATE_KEY } from '../api/names'
import type { PoolSyncRequest } from '../pool-sync/request'
import { type Prometheus, saysAllIsWell } from '../ports/prometheus'
import type { Registry } from '../ports/registry'
import type { RolloutSyncRequest } from '../rollout-sync/request'
import type { Metrics } from './metrics'

type Sync<Request> = (request: Request) => Promise<CompositeResponse>

/** The same sync; the metrics record what it answers of its pool. */
export const measuredPoolSync =
  (metrics: Metrics, sync: Sync<PoolSyncRequest>): Sync<PoolSyncRequest> =>
  async request => {
    const answer = await sync(request)
    const { name, deletionTimestamp } = request.parent.metadata
    metrics.poolAnswered(name, deletionTimestamp !== undefined, answer)
    return answer
  }

/** The same sync; the metrics record what it was shown and answers of its nodes. */
export const measuredRolloutSync =
  (metrics: Metrics, sync: Sync<RolloutSyncRequest>): Sync<RolloutSyncRequest> =>
  async request => {
    const answer = await sync(request)
    const { pool, rollout } = request.parent.spec
    if (request.parent.metadata.deletionTimestamp !== undefined) return answer
    const updates = Object.values(request.related[UPDATE_KEY]).filter(({ spec: { node } }) => node.pool === pool)
    const { maxUnavailable, gates = [] } = rollout
    metrics.rolloutAnswered({ pool, maxUnavailable, gates: gates.map(({ id }) => id), updates }, answer)
    return answer
  }

/** The same registry; the metrics record how long each lookup took and its outcome. `clock` is in milliseconds. */
export const measuredRegistry = (metrics: Metrics, registry: Registry, clock: () => number): Registry => ({
  lookup: async (image, credentials) => {
    const began = clock()
    const answer = await registry.lookup(image, credentials)
    metrics.lookupDone(answer.outcome === 'found' ? 'found' : answer.reason, (clock() - began) / 1000)
    return answer
  },
})

/** The same Prometheus; the metrics record how long each answer took, and what it means for a gate. */
export const measuredPrometheus = (metrics: Metrics, prometheus: Prometheus, clock: () => number): Prometheus => ({
  ask: async question => {
    const began = clock()
    const answer = await prometheus.ask(question)
    const outcome = saysAllIsWell(answer) ? 'open' : answer.kind === 'vector' && answer.count > 0 ? 'closed' : 'failed'
    metrics.gateAsked(outcome, (clock() - began) / 1000)
    return answer
  },
})
