import { backoffDelay, retryBucket } from './retry-delay'

/** Keys waiting for work: each at most once, never two workers on one key, later additions during work kept. */
export interface WorkQueue {
  readonly add: (key: string) => void
  /** Adds the key later; of several pending delays of a key the earliest counts. */
  readonly addAfter: (key: string, milliseconds: number) => void
  /** Adds the key after its backoff, which grows with each call until `forget`. */
  readonly addRateLimited: (key: string) => void
  readonly forget: (key: string) => void
  /** Lets the workers begin; what was added before waits for this. */
  readonly start: () => void
  /** Drops what waits and resolves when the work under way has ended. */
  readonly stop: () => Promise<void>
}

export interface Work {
  readonly workers: number
  /** Must not reject. */
  readonly process: (key: string) => Promise<void>
}

export const createWorkQueue = ({ workers, process }: Work): WorkQueue => {
  const dirty = new Set<string>()
  const running = new Map<string, Promise<void>>()
  const ready: string[] = []
  const delayed = new Map<string, { readonly at: number; readonly timer: NodeJS.Timeout }>()
  const failures = new Map<string, number>()
  const bucket = retryBucket()
  let started = false
  let stopped = false

  const finish = (key: string): void => {
    running.delete(key)
    if (dirty.has(key)) ready.push(key)
    pump()
  }
  const pump = (): void => {
    while (started && !stopped && running.size < workers) {
      const key = ready.shift()
      if (key === undefined) return
      dirty.delete(key)
      running.set(
        key,
        process(key).finally(() => finish(key)),
      )
    }
  }
  const add = (key: string): void => {
    if (stopped || dirty.has(key)) return
    dirty.add(key)
    if (running.has(key)) return
    ready.push(key)
    pump()
  }
  const addAfter = (key: string, milliseconds: number): void => {
    if (stopped) return
    if (milliseconds <= 0) {
      add(key)
      return
    }
    const at = Date.now() + milliseconds
    const pending = delayed.get(key)
    if (pending !== undefined && pending.at <= at) return
    clearTimeout(pending?.timer)
    const due = (): void => {
      delayed.delete(key)
      add(key)
    }
    delayed.set(key, { at, timer: setTimeout(due, milliseconds) })
  }
  return {
    add,
    addAfter,
    addRateLimited: key => {
      const before = failures.get(key) ?? 0
      failures.set(key, before + 1)
      addAfter(key, Math.max(backoffDelay(before), bucket.reserve()))
    },
    forget: key => {
      failures.delete(key)
    },
    start: () => {
      started = true
      pump()
    },
    stop: async () => {
      stopped = true
      for (const { timer } of delayed.values()) clearTimeout(timer)
      await Promise.all(running.values())
    },
  }
}
