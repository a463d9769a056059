import type { MeasuredRollout } from './measure-rollout'
import { sumOf } from './requests'

/** Makespan over ideal, at most, by the least number of nodes it counts for; with reboots of 2 s. */
const SHORT_REBOOTS: ReadonlyArray<readonly [number, number]> = [
  // Beyond, a rollout has to complete.
  [1001, Number.POSITIVE_INFINITY],
  [1000, 2.4],
  [200, 1.25],
  [0, 1.08],
]
/** With reboots of 30 s and more, whatever the number of nodes. */
const LONG_REBOOTS = 1.05
const WRITES_PER_NODE = 12
const READS_PER_NODE = 6
/** CPU of the real Metacontroller in a rollout, in ms per node; few nodes share what each rollout costs. */
const METACONTROLLER_MS = 20
const MANY_NODES = 1000
/** From the edit of a pool to the first agent that acts, in seconds. */
const FIRST_ACT = 3
const HOOKS_PEAK = 512 * 1024 * 1024

const allowedRatio = ({ nodes, rebootSeconds, pods }: MeasuredRollout): number => {
  // Nobody said how much drains may add.
  if (pods !== undefined) return Number.POSITIVE_INFINITY
  if (rebootSeconds >= 30) return LONG_REBOOTS
  return SHORT_REBOOTS.find(([least]) => nodes >= least)?.[1] ?? Number.POSITIVE_INFINITY
}

/** One sentence for each figure above its budget. */
export const overBudget = (result: MeasuredRollout): ReadonlyArray<string> => {
  const { nodes, makespan, ideal, requests, mostUnavailable, budget, reboots, firstAct, parts } = result
  const ratio = makespan / ideal
  const writes = sumOf(requests.writes) / nodes
  const reads = sumOf(requests.reads) / nodes
  // Each pod takes one eviction.
  const mostWrites = WRITES_PER_NODE + (result.pods?.perNode ?? 0)
  const metacontroller = ((parts.find(({ part }) => part.startsWith('metacontroller'))?.cpu ?? 0) * 1000) / nodes
  const isMetered = result.metacontroller === 'binary' && nodes >= MANY_NODES
  const peak = parts.find(({ part }) => part === 'hooks')?.peak ?? 0
  const found: ReadonlyArray<readonly [boolean, string]> = [
    [ratio > allowedRatio(result), `the makespan is ${ratio.toFixed(2)} x the ideal, at most ${allowedRatio(result)}`],
    [writes > mostWrites, `${writes.toFixed(1)} writes per node, at most ${mostWrites}`],
    [reads > READS_PER_NODE, `${reads.toFixed(1)} reads per node, at most ${READS_PER_NODE}`],
    [
      isMetered && metacontroller > METACONTROLLER_MS,
      `${metacontroller.toFixed(0)} ms of Metacontroller's CPU per node, at most ${METACONTROLLER_MS}`,
    ],
    [mostUnavailable > budget, `${mostUnavailable} nodes were unavailable at once, at most ${budget} may be`],
    [reboots !== nodes, `${reboots} reboots of ${nodes} nodes: each reboots once`],
    [firstAct === undefined || firstAct > FIRST_ACT, `the first agent acted after ${firstAct} s, at most ${FIRST_ACT}`],
    [peak > HOOKS_PEAK, `the hook server held ${(peak / 1024 / 1024).toFixed(0)} MiB, at most 512`],
  ]
  return found.flatMap(([isOver, problem]) => (isOver ? [problem] : []))
}
