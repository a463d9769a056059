/** First wait after a failure and the longest one, in milliseconds. */
export interface BackoffLimits {
  readonly firstMs: number
  readonly longestMs: number
}

/** For calls to the API server: one that is back is noticed within the longest wait. */
const API_SERVER: BackoffLimits = { firstMs: 500, longestMs: 30_000 }

/** How long to wait after `failures` failures in a row, in milliseconds: it doubles up to the longest. Counts from 1. */
export const doubledMs = (failures: number, { firstMs, longestMs }: BackoffLimits): number =>
  Math.min(longestMs, firstMs * 2 ** Math.min(failures - 1, 30))

/**
 * The same with full jitter above a half, so that thousands of agents that lost the same API server or registry do not
 * come back together. `random` is in [0, 1).
 */
export const backoffMs = (failures: number, random: number, limits: BackoffLimits = API_SERVER): number =>
  Math.round(doubledMs(failures, limits) * (0.5 + random / 2))
