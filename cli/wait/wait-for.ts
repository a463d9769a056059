import type { KubeConfig } from '@kubernetes/client-node'
import type { Fleet } from '../cluster/fleet'
import { followFleet } from '../status/follow-fleet'

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
export const waitFor = <T>({ config, judge, timeoutMs, interrupted }: Waiting<T>): Promise<Waited<T>> =>
  new Promise((resolve, reject) => {
    let due: NodeJS.Timeout | undefined
    let failure: unknown
    const end = (how: () => void): void => {
      clearTimeout(due)
      clearTimeout(limit)
      live.stop()
      how()
    }
    const judgeNow = (): void => {
      due = undefined
      const fleet = live.now()
      if (fleet === undefined) return
      try {
        const result = judge(fleet)
        if (result !== undefined) end(() => resolve({ how: 'judged', result }))
        else if (timeoutMs === 0) end(() => resolve({ how: 'timedOut' }))
      } catch (error) {
        end(() => reject(error))
      }
    }
    const live = followFleet(config, {
      changed: () => {
        failure = undefined
        due ??= setTimeout(judgeNow, JUDGE_MS)
      },
      failed: error => {
        if (live.now() === undefined) end(() => reject(error))
        else failure = error
      },
    })
    const limit =
      timeoutMs > 0 ? setTimeout(() => end(() => resolve({ how: 'timedOut', failure })), timeoutMs) : undefined
    void interrupted.then(() => end(() => resolve({ how: 'interrupted', failure })))
  })
