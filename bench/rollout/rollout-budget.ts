import type { MeasuredRollout } from './measure-rollout'
import { sumOf } from './requests'

/** Makespan over ideal, at most, by the least number of nodes it counts for; with reboots of 2 s. */
const SHORT_REBOOTS: ReadonlyArray<readonly [number, number]> = [
  // Beyond, a rollout has to complete.
  [1001, Number.POSITIVE_INFINITY],
  [1000, 2.4],
  [200, 1.2],
  [0, 1.07],
]
/** With reboots of 30 s and more, whatever the number of nodes. */
const LONG_REBOOTS = 1.08
const WRITES_PER_NODE = 12
const READS_PER_NODE = 6
/** From the edit of a pool to the first agent that acts, in seconds. */
const FIRST_ACT = 3
const HOOKS_PEAK = 512 * 1024 * 1024

const allowedRatio = ({ nodes, rebootSeconds }: MeasuredRollout): number => {
  if (rebootSeconds >= 30) return LONG_REBOOTS
  return SHORT_REBOOTS.find(([least]) => nodes >= least)?.[1] ?? Number.POSITIVE_INFINITY
}

/** One sentence for each figure above its budget. */
export const overBudget = (result: MeasuredRollout): ReadonlyArray<string> => {
  const { nodes, makespan, ideal, requests, mostUnavailable, budget, reboots, firstAct, parts } = result
  const ratio = makespan / ideal
  const writes = sumOf(requests.writes) / nodes
  const reads = sumOf(requests.reads) / nodes
  const peak = parts.find(({ part }) => part === 'hooks')?.peak ?? 0
  const found: ReadonlyArray<readonly [boolean, string]> = [
    [ratio > allowedRatio(result), `the makespan is ${ratio.toFixed(2)} x the ideal, at most ${allowedRatio(result)}`],
    [writes > WRITES_PER_NODE, `${writes.toFixed(1)} writes per node, at most ${WRITES_PER_NODE}`],
    [reads > READS_PER_NODE, `${reads.toFixed(1)} reads per node, at most ${READS_PER_NODE}`],
    [mostUnavailable > budget, `${mostUnavailable} nodes were unavailable at once, at most ${budget} may be`],
    [reboots !== nodes, `${reboots} reboots of ${nodes} nodes: each reboots once`],
    [firstAct === undefined || firstAct > FIRST_ACT, `the first agent acted after ${firstAct} s, at most ${FIRST_ACT}`],
    [peak > HOOKS_PEAK, `the hook server held ${(peak / 1024 / 1024).toFixed(0)} MiB, at most 512`],
  ]
  return found.flatMap(([isOver, problem]) => (isOver ? [problem] : []))
}
