import * as E from 'fp-ts/Either'
import { decodeWith } from '../api/decode'
import type { CompositeResponse } from '../api/metacontroller'
import { createPoolSeries, type PoolSeries } from './pool-series'
import { SeenPoolStatus, SeenRolloutStatus } from './seen-status'
import { createSeries } from './series'
import type { GateOutcome, HookName, SyncName } from './words'

/**
 * A pool is synced every 30 s (resyncPeriodSeconds). One without a sync for so long is gone, in milliseconds; a
 * hook server that restarts knows all pools again in less.
 */
const FORGET_MS = 100_000

export interface MetricsOptions {
  /** The operator's. */
  readonly version: string
  readonly now: () => Date
  /** Whether there is a series for every node; none unless it is given. */
  readonly nodeInfo?: boolean
}

/** Metrics of the hook server and of what it sees, in memory alone: nothing is decided by them. */
export interface Metrics {
  readonly requestDone: (hook: HookName, code: string, seconds: number) => void
  readonly effectFailed: (hook: SyncName, times: number) => void
  readonly lookupDone: (outcome: string, seconds: number) => void
  readonly gateAsked: (outcome: GateOutcome, seconds: number) => void
  readonly poolAnswered: (pool: string, isDeleted: boolean, answer: CompositeResponse) => void
  readonly rolloutAnswered: (
    seen: Omit<Parameters<PoolSeries['rolloutSeen']>[0], 'status'>,
    answer: CompositeResponse,
  ) => void
  /** All series in the text format of Prometheus. */
  readonly text: () => Promise<string>
  readonly contentType: string
}

export const createMetrics = ({ version, now, nodeInfo = false }: MetricsOptions): Metrics => {
  const series = createSeries(version)
  const pools = createPoolSeries(series, now, nodeInfo)
  return {
    requestDone: (hook, code, seconds) => {
      series.hookRequests.inc({ hook, code })
      series.hookSeconds.observe({ hook }, seconds)
    },
    effectFailed: (hook, times) => series.effectFailures.inc({ hook }, times),
    lookupDone: (outcome, seconds) => {
      series.lookups.inc({ outcome })
      series.lookupSeconds.observe(seconds)
    },
    gateAsked: (outcome, seconds) => {
      series.gateQuestions.inc({ outcome })
      series.gateSeconds.observe(seconds)
    },
    poolAnswered: (pool, isDeleted, { status }) => {
      const seen = decodeWith(SeenPoolStatus)(status)
      if (isDeleted) pools.forget(pool)
      else if (E.isRight(seen)) pools.poolSeen(pool, seen.right)
    },
    rolloutAnswered: (rollout, { status }) => {
      const seen = decodeWith(SeenRolloutStatus)(status)
      if (E.isRight(seen)) pools.rolloutSeen({ ...rollout, status: seen.right })
    },
    text: () => {
      pools.forgetUnseenSince(now().getTime() - FORGET_MS)
      pools.setNodeInfo()
      return series.register.metrics()
    },
    contentType: series.register.contentType,
  }
}
