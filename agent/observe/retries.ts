import type { AgentPhase } from '../../hooks/api/bootc-node-update'
import { backoffMs } from '../../hooks/ports/backoff'
import type { HostFailure } from '../bootc/errors'
import { LONGEST_PAUSE_MS, type Pause } from './situation'

/** Between tries of what failed on the host or against a registry: thousands of nodes ask the same registry. */
const LIMITS = { firstMs: 2_000, longestMs: LONGEST_PAUSE_MS }

/** Keeps how often things failed in a row, and until when to leave them alone. */
export interface Retries {
  readonly pause: () => Pause | undefined
  /** Begins a pause, longer than the one before. */
  readonly failed: (failure: HostFailure, phase: AgentPhase) => Pause
  readonly succeeded: () => void
}

/** `random` in [0, 1). */
export const createRetries = (now: () => Date, random: () => number = Math.random): Retries => {
  let failures = 0
  let pause: Pause | undefined
  return {
    pause: () => pause,
    failed: (failure, phase) => {
      failures += 1
      pause = { until: now().getTime() + backoffMs(failures, random(), LIMITS), phase, failure }
      return pause
    },
    succeeded: () => {
      failures = 0
      pause = undefined
    },
  }
}
