/** First wait after a failure and the longest one, in milliseconds. */
export interface BackoffLimits {
  readonly firstMs: number
  readonly longestMs: number
}

/** For calls to the API server: one that is back is noticed within the longest wait. */
const API_SERVER: BackoffLimits = { firstMs: 500, longestMs: 30_000 }

/**
 * How long to wait before the next try, in milliseconds: doubling, with full jitter above a half, so that thousands of
 * agents that lost the same API server or registry do not come back together. `failures` counts from 1, `random` is in
 * [0, 1).
 */
export const backoffMs = (failures: number, random: number, limits: BackoffLimits = API_SERVER): number =>
  Math.round(Math.min(limits.longestMs, limits.firstMs * 2 ** Math.min(failures - 1, 20)) * (0.5 + random / 2))
