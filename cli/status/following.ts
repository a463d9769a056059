import type { KubeConfig } from '@kubernetes/client-node'
import type { Fleet } from '../cluster/fleet'
import { followFleet } from './follow-fleet'

export interface FollowWish<T> {
  readonly config: KubeConfig
  /** Changes that come within so many milliseconds are seen together. */
  readonly delayMs: number
  /** Answers what the following ends with; undefined to go on. What it throws ends it too. */
  readonly see: (fleet: Fleet) => { readonly end: T } | undefined
  /** Called when the fleet changed, and with why it cannot be followed at present. */
  readonly changed?: () => void
  readonly failed?: (error: unknown) => void
}

export interface Following<T> {
  /** Rejects when the cluster cannot be read at first: later the watches come back by themselves. */
  readonly ended: Promise<T>
  /** Sees the fleet soon, though nothing changed. */
  readonly again: () => void
  readonly end: (result: T) => void
}

/** Follows the fleet until something ends it. */
export const following = <T>({ config, delayMs, see, changed, failed }: FollowWish<T>): Following<T> => {
  let due: NodeJS.Timeout | undefined
  let resolve: (result: T) => void = () => undefined
  let reject: (error: unknown) => void = () => undefined
  const ended = new Promise<T>((done, fail) => {
    resolve = done
    reject = fail
  })
  const stop = (): void => {
    clearTimeout(due)
    live.stop()
  }
  const end = (result: T): void => {
    stop()
    resolve(result)
  }
  const fail = (error: unknown): void => {
    stop()
    reject(error)
  }
  const seeNow = (): void => {
    due = undefined
    const fleet = live.now()
    if (fleet === undefined) return
    try {
      const seen = see(fleet)
      if (seen !== undefined) end(seen.end)
    } catch (error) {
      fail(error)
    }
  }
  const again = (): void => {
    due ??= setTimeout(seeNow, delayMs)
  }
  const live = followFleet(config, {
    changed: () => {
      changed?.()
      again()
    },
    failed: error => {
      if (live.now() === undefined) fail(error)
      else failed?.(error)
    },
  })
  return { ended, again, end }
}
