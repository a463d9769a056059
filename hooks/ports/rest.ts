import { setTimeout as sleep } from 'node:timers/promises'

/** Waits so many milliseconds, or until `signal` aborts: it never rejects. */
export const rest = (ms: number, signal: AbortSignal): Promise<void> =>
  sleep(ms, undefined, { signal }).catch(() => undefined)
