import type { Observed } from '../../hooks/rollout-sync/observed'
import type { PoolPicture } from './picture'

/** A line across a page shows no more steps than this. */
const MOST_STEPS = 200

/** Keeps the last of each group of steps, so that the end is exact. */
const thinned = <T>(steps: ReadonlyArray<T>): ReadonlyArray<T> => {
  const each = Math.ceil(steps.length / MOST_STEPS)
  return steps.filter((_, at) => (steps.length - 1 - at) % each === 0)
}

/** When the nodes of a rollout arrived, one after another; empty before it began. */
export const climbOf = ({ rollout, nodes }: Observed): PoolPicture['climb'] => {
  const startedAt = rollout.status?.startedAt
  if (startedAt === undefined) return []
  const start = Date.parse(startedAt)
  const arrivals = nodes
    .flatMap(({ is, status, target }) => {
      if (is.phase !== 'UpToDate') return []
      const attempt = status?.attempt?.key === target.attempt ? status.attempt : undefined
      // A node that had nothing to do was there when the rollout began.
      return [attempt?.finishedAt === undefined ? start : Math.max(start, Date.parse(attempt.finishedAt))]
    })
    .sort((a, b) => a - b)
  return [[start, 0], ...thinned(arrivals.map((at, before) => [at, before + 1] as const))]
}
