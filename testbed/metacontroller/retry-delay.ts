/** First wait after a failed sync, in milliseconds, and the longest: the defaults of client-go's work queues. */
const FIRST_MS = 5
const LONGEST_MS = 1_000_000
/** Retries of one queue per second, and how many may come at once: client-go's overall limit. */
const RETRIES_PER_SECOND = 10
const RETRY_BURST = 100

/** The wait after the n-th failure in a row (n from 0), in milliseconds: 5 ms · 2ⁿ, at most 1000 s. */
export const backoffDelay = (failures: number): number => Math.min(FIRST_MS * 2 ** Math.min(failures, 40), LONGEST_MS)

export interface TokenBucket {
  /** Takes a token, if need be one of the future, and says how long to wait for it, in milliseconds. */
  readonly reserve: () => number
}

/** A bucket of `burst` tokens that fills with `perSecond`; a rate of zero or less means no limit. */
export const tokenBucket = (perSecond: number, burst: number, now: () => number = Date.now): TokenBucket => {
  let tokens = burst
  let filledAt = now()
  return {
    reserve: () => {
      if (perSecond <= 0) return 0
      const time = now()
      tokens = Math.min(burst, tokens + ((time - filledAt) / 1000) * perSecond) - 1
      filledAt = time
      return tokens >= 0 ? 0 : (-tokens / perSecond) * 1000
    },
  }
}

export const retryBucket = (now: () => number = Date.now): TokenBucket =>
  tokenBucket(RETRIES_PER_SECOND, RETRY_BURST, now)
