import type { KubeConfig } from '@kubernetes/client-node'
import type { Fleet } from '../cluster/fleet'
import { following } from '../status/following'

/** Changes that come together are judged together, in milliseconds. */
const JUDGE_MS = 100

export interface Waiting<T> {
  readonly config: KubeConfig
  /** Undefined to go on. May throw. */
  readonly judge: (fleet: Fleet) => T | undefined
  /** Milliseconds; 0 judges once, a negative number waits without a limit. */
  readonly timeoutMs: number
  readonly interrupted: Promise<void>
}

/** `failure`: why the cluster cannot be followed, where it could not at the end. */
export type Waited<T> =
  | { readonly how: 'judged'; readonly result: T }
  | { readonly how: 'timedOut' | 'interrupted'; readonly failure?: unknown }

/** Judges the fleet at every change, until there is a result or the time is over. Rejects when the cluster cannot be read at first. */
export const waitFor = async <T>({ config, judge, timeoutMs, interrupted }: Waiting<T>): Promise<Waited<T>> => {
  let failure: unknown
  const { ended, end } = following<Waited<T>>({
    config,
    delayMs: JUDGE_MS,
    see: fleet => {
      const result = judge(fleet)
      if (result !== undefined) return { end: { how: 'judged', result } }
      return timeoutMs === 0 ? { end: { how: 'timedOut' } } : undefined
    },
    changed: () => {
      failure = undefined
    },
    failed: error => {
      failure = error
    },
  })
  const limit = timeoutMs > 0 ? setTimeout(() => end({ how: 'timedOut', failure }), timeoutMs) : undefined
  void interrupted.then(() => end({ how: 'interrupted', failure }))
  try {
    return await ended
  } finally {
    clearTimeout(limit)
  }
}
