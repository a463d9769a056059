import { windowStateAt } from '../../hooks/api/maintenance-window'
import type { GateReason } from '../../hooks/rollout-sync/decide/gate'
import { mayBeHeldUp } from '../../hooks/rollout-sync/decide/may-be-held-up'
import { heldOf, lastingObstacleOf, wordsFor } from '../../hooks/rollout-sync/decide/obstacle'
import { limitsOf } from '../../hooks/rollout-sync/decide/topology'
import type { Observed } from '../../hooks/rollout-sync/observed'
import type { Course } from '../course'
import { soaksLeft } from './soaks-left'

/** When a rollout will probably end, or why that is unknown. */
export type Estimate =
  | { readonly at: string; readonly by: 'this rollout' | 'the last rollout' }
  | { readonly unknown: string }

/** Why the end is unknown while a gate is closed; undefined for one that opens without an admin. */
const UNKNOWN_WHILE: Readonly<Record<GateReason, string | undefined>> = {
  BeingDeleted: 'the pool is being deleted',
  InvalidWindow: 'a maintenance window is invalid',
  Paused: 'paused',
  StageOnly: 'another controller reboots the nodes',
  Halted: 'halted',
  Staging: undefined,
  MembersBehind: undefined,
  StepEmpty: 'a step selects no node',
  Soaking: undefined,
  AwaitsApproval: 'a step awaits its approval',
  OutsideWindow: undefined,
  MaxUnavailableZero: 'rollout.maxUnavailable is 0',
  NoFreeSlot: undefined,
  TopologyLimit: undefined,
  GateClosed: 'a gate is closed',
}

/** Less than this, in milliseconds, is no time that is worth saying. */
const SOON_MS = 1000

/** The node that does not arrive by itself, with the reason. */
const stuck = ({ observed, plan }: Course): string | undefined => {
  for (const node of observed.nodes) {
    const { is, name } = node
    if (is.phase === 'Draining' && is.blockers.length > 0) return `the drain of ${name} is blocked`
    // One that has its slot is still not rebooted while it is held.
    const held = is.phase === 'UpToDate' ? undefined : heldOf(node)
    const obstacle = lastingObstacleOf(node, observed, plan) ?? held
    if (obstacle !== undefined) return `${name} ${wordsFor(obstacle)}`
  }
  return undefined
}

const wavesOf = (nodes: number, atOnce: number): number => Math.ceil(nodes / Math.max(1, atOnce))

interface Pace {
  /** From the end of one group of maxUnavailable nodes to the end of the next, in milliseconds. */
  readonly perWave: number
  /** When the last group ended, in ms since 1970. */
  readonly from: number
  readonly by: 'this rollout' | 'the last rollout'
}

/** When nodes arrived in this attempt, in ms since 1970, the first first. */
const arrivals = ({ nodes }: Observed): ReadonlyArray<number> =>
  nodes
    .flatMap(({ status, target }) => {
      const attempt = status?.attempt
      const end = attempt?.key === target.attempt && attempt.outcome === 'Succeeded' ? attempt.finishedAt : undefined
      return end === undefined ? [] : [Date.parse(end)]
    })
    .sort((a, b) => a - b)

/** Measured between the first and the last node that arrived: what came before the first is download. */
const paceNow = (observed: Observed): Pace | undefined => {
  const ends = arrivals(observed)
  const waves = wavesOf(ends.length, observed.maxUnavailable)
  const [first = 0, last = 0] = [ends[0], ends.at(-1)]
  // Nodes that all arrive at once, as after a reboot by another hand, say nothing about the next.
  if (waves < 2 || last === first) return undefined
  return { perWave: (last - first) / (waves - 1), from: last, by: 'this rollout' }
}

/** By the last completed rollout as a whole, so with its download. */
const paceBefore = ({ rollout, maxUnavailable, now }: Observed): Pace | undefined => {
  const last = rollout.status?.history?.findLast(({ outcome, updated }) => outcome === 'Completed' && updated > 0)
  if (last === undefined) return undefined
  const took = Date.parse(last.finishedAt) - Date.parse(last.startedAt)
  return { perWave: took / wavesOf(last.updated, maxUnavailable), from: now.getTime(), by: 'the last rollout' }
}

/** When the first node may start: now, or when the next window opens. */
const startOf = (observed: Observed): number => {
  const { spec, now } = observed
  const state = windowStateAt(spec.rollout.maintenanceWindows ?? [], now)
  return !mayBeHeldUp(observed) || state.open ? now.getTime() : (state.opensAt?.getTime() ?? Number.NaN)
}

/** Whether the estimate runs over the end of the window: the rest waits for another one. */
const isBeyondWindow = (observed: Observed, start: number, end: number): boolean => {
  const state = windowStateAt(observed.spec.rollout.maintenanceWindows ?? [], new Date(start))
  return mayBeHeldUp(observed) && state.open && state.closesAt !== undefined && end > state.closesAt.getTime()
}

/** Undefined when nothing is left to do. Only said when it is known from what has been seen, and nothing is stuck. */
export const estimateOf = (course: Course): Estimate | undefined => {
  const { observed, plan } = course
  const { nodes, maxUnavailable, now } = observed
  const left = nodes.filter(({ is }) => is.phase !== 'UpToDate').length
  if (left === 0) return undefined
  const closed = plan.closed && UNKNOWN_WHILE[plan.closed.reason]
  if (closed !== undefined) return { unknown: closed }
  if (limitsOf(observed).length > 0) return { unknown: 'rollout.topologyLimits decide how many nodes go at once' }
  const soaks = soaksLeft(observed)
  if (typeof soaks === 'object') return { unknown: `step ${soaks.unapproved} needs an approval` }
  const inTheWay = stuck(course)
  if (inTheWay !== undefined) return { unknown: inTheWay }
  if (arrivals(observed).length < Math.min(maxUnavailable, nodes.length)) {
    return { unknown: 'the first group of nodes is not through yet' }
  }
  const pace = paceNow(observed) ?? paceBefore(observed)
  if (pace === undefined) return { unknown: 'no earlier rollout of this pool, and too few nodes are done' }
  const start = startOf(observed)
  if (Number.isNaN(start)) return { unknown: 'no maintenance window will ever open' }
  // What has passed of the present group counts, but a slow one is not over because it should be.
  const passed = start > now.getTime() ? 0 : Math.min(now.getTime() - pace.from, pace.perWave / 2)
  const end = start + soaks + wavesOf(left, maxUnavailable) * pace.perWave - passed
  if (isBeyondWindow(observed, start, end)) return { unknown: 'the maintenance window closes before' }
  if (end - now.getTime() < SOON_MS) return { unknown: 'the last nodes are about to arrive' }
  return { at: new Date(end).toISOString(), by: pace.by }
}
