import { unsafeRelease } from '../../packages/bootc-status/unsafe-release'
import type { BootcNodeUpdate } from '../api/bootc-node-update'
import { POOL_PHASE_NAMES } from '../api/pool-phases'
import { type CountOrPercent, countOf } from '../api/quantity'
import { SHOWN_PHASE_NAMES } from '../node/phases'
import { type NodeInfo, nodeInfoOf } from './node-info'
import type { SeenPoolStatus, SeenRolloutStatus } from './seen-status'
import type { Series } from './series'
import { createStepCounter, type StepCounter } from './step-counter'

/** A rollout as a sync saw it and answered it. The updates are those of the pool's nodes. */
export interface SeenRollout {
  readonly pool: string
  readonly maxUnavailable: CountOrPercent
  /** Ids of `rollout.gates`. */
  readonly gates: ReadonlyArray<string>
  readonly updates: ReadonlyArray<BootcNodeUpdate>
  readonly status: SeenRolloutStatus
}

/** The series of pools. */
export interface PoolSeries {
  readonly poolSeen: (pool: string, status: SeenPoolStatus) => void
  readonly rolloutSeen: (seen: SeenRollout) => void
  /** The pool is being deleted, or is not there any more. */
  readonly forget: (pool: string) => void
  /** Forgets pools without a sync since then, in ms since 1970: no event says that one is gone. */
  readonly forgetUnseenSince: (time: number) => void
  /** Brings the series of nodes up to date, before metrics are read: it is not worth the time of a hook. */
  readonly setNodeInfo: () => void
}

const unsafeNodes = (updates: SeenRollout['updates']): number =>
  updates.filter(
    ({ status }) => unsafeRelease({ version: status?.bootcVersion, backend: status?.backend }) !== undefined,
  ).length

/** `hasNodes`: whether there is a series for every node. */
export const createPoolSeries = (series: Series, now: () => Date, hasNodes: boolean): PoolSeries => {
  /** When each pool was last synced, and the conditions that it had then. */
  const pools = new Map<string, { readonly at: number; readonly conditions: ReadonlyArray<string> }>()
  const gates = new Map<string, ReadonlyArray<string>>()
  const steps = new Map<string, StepCounter>()
  const nodes = new Map<string, ReadonlyArray<NodeInfo>>()
  const since = now().getTime()
  /** Zero as soon as a pool is seen, as counts are; the others have no series before they have a value. */
  const counts = [series.poolSlots, series.poolDrainsBlocked, series.poolUnsafeBootc, series.poolUnwell]
  const ofPools = [
    ...counts,
    series.poolMaxUnavailable,
    series.poolWindowOpen,
    series.poolRolloutStarted,
    series.poolStepEnd,
  ]
  const histograms = { stage: series.stageSeconds, drain: series.drainSeconds, reboot: series.rebootSeconds }

  const begin = (pool: string): void => {
    if (pools.has(pool)) return
    for (const phase of SHOWN_PHASE_NAMES) series.poolNodes.set({ pool, phase }, 0)
    for (const histogram of Object.values(histograms)) histogram.zero({ pool })
    for (const gauge of counts) gauge.set({ pool }, 0)
    steps.set(pool, createStepCounter(since))
    pools.set(pool, { at: now().getTime(), conditions: [] })
  }

  const forget = (pool: string): void => {
    const known = pools.get(pool)
    if (known === undefined) return
    for (const phase of POOL_PHASE_NAMES) series.poolPhase.remove({ pool, phase })
    for (const phase of SHOWN_PHASE_NAMES) series.poolNodes.remove({ pool, phase })
    for (const condition of known.conditions) series.poolCondition.remove({ pool, condition })
    for (const gauge of ofPools) gauge.remove({ pool })
    for (const histogram of Object.values(histograms)) histogram.remove({ pool })
    for (const gate of gates.get(pool) ?? []) series.poolGateClosed.remove({ pool, gate })
    pools.delete(pool)
    gates.delete(pool)
    steps.delete(pool)
    nodes.delete(pool)
  }

  const gatesSeen = (pool: string, ids: ReadonlyArray<string>, closed: ReadonlySet<string>): void => {
    for (const gate of gates.get(pool) ?? []) if (!ids.includes(gate)) series.poolGateClosed.remove({ pool, gate })
    for (const gate of ids) series.poolGateClosed.set({ pool, gate }, closed.has(gate) ? 1 : 0)
    gates.set(pool, ids)
  }

  return {
    forget,
    forgetUnseenSince: time => {
      for (const [pool, { at }] of pools) if (at < time) forget(pool)
    },
    setNodeInfo: () => {
      series.nodeInfo.reset()
      for (const info of [...nodes.values()].flat()) series.nodeInfo.set(info, 1)
    },
    poolSeen: (pool, { phase, nextWindow, conditions = [] }) => {
      begin(pool)
      for (const word of POOL_PHASE_NAMES) series.poolPhase.set({ pool, phase: word }, word === phase ? 1 : 0)
      const types = conditions.map(({ type }) => type)
      const gone = (pools.get(pool)?.conditions ?? []).filter(type => !types.includes(type))
      for (const condition of gone) series.poolCondition.remove({ pool, condition })
      for (const { type: condition, status } of conditions)
        series.poolCondition.set({ pool, condition }, status === 'True' ? 1 : 0)
      series.poolWindowOpen.set({ pool }, nextWindow === undefined ? 1 : 0)
      pools.set(pool, { at: now().getTime(), conditions: types })
    },
    rolloutSeen: seen => {
      const { pool, maxUnavailable, updates, status } = seen
      begin(pool)
      pools.set(pool, { at: now().getTime(), conditions: pools.get(pool)?.conditions ?? [] })
      for (const phase of SHOWN_PHASE_NAMES) series.poolNodes.set({ pool, phase }, status.counts?.[phase] ?? 0)
      series.poolMaxUnavailable.set({ pool }, countOf(maxUnavailable, updates.length))
      series.poolSlots.set({ pool }, updates.filter(({ spec: { node } }) => node.slot !== undefined).length)
      series.poolDrainsBlocked.set(
        { pool },
        updates.filter(({ spec: { node } }) => node.drain?.state === 'Blocked').length,
      )
      series.poolUnsafeBootc.set({ pool }, unsafeNodes(updates))
      gatesSeen(pool, seen.gates, new Set((status.gates ?? []).map(({ id }) => id)))
      series.poolUnwell.set({ pool }, status.unwell?.length ?? 0)
      const endsAt = status.step?.endsAt
      if (endsAt === undefined) series.poolStepEnd.remove({ pool })
      else series.poolStepEnd.set({ pool }, Date.parse(endsAt) / 1000)
      if (hasNodes)
        nodes.set(
          pool,
          updates.flatMap(update => nodeInfoOf(pool, update) ?? []),
        )
      if (status.startedAt !== undefined) series.poolRolloutStarted.set({ pool }, Date.parse(status.startedAt) / 1000)
      steps.get(pool)?.look(updates, (what, seconds) => histograms[what].observe({ pool }, seconds))
    },
  }
}
