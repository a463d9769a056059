import { backoffMs } from '../backoff'
import { rest } from '../rest'
import { listAll } from './list'
import { type ChangeType, LIVENESS_MS, type Source, watchOnce } from './watch'

/** `listed` replaces all that was known; `failed` gets the error of every interruption, which is retried by itself. */
export interface Handler<T> {
  readonly listed: (items: ReadonlyArray<T>) => void
  readonly changed: (type: ChangeType, object: T) => void
  readonly failed: (error: unknown) => void
}

/** After so many failures in a row it lists again: a server restored from a backup does not know the version any more. */
const FAILURES_TO_LIST = 5
/** A server that ends every watch sooner than this, in milliseconds, must not be asked in a tight loop. */
const HASTY_MS = 1000

/** Follows a collection until it is stopped: list, watch with bookmarks, reconnect with jittered backoff, list again on 410. */
export const listWatch = <T>(source: Source, handler: Handler<T>): { readonly stop: () => void } => {
  const stopping = new AbortController()
  const { signal } = stopping
  /** Up to where the collection is known; undefined before the first list, and when it must be listed again. */
  let version: string | undefined

  const list = async (): Promise<string> => {
    const { items, resourceVersion } = await listAll<T>(source)
    if (!signal.aborted) handler.listed(items)
    return resourceVersion
  }

  const watch = async (from: string): Promise<void> => {
    const end = await watchOnce<T>(source, from, {
      signal,
      event: (resourceVersion, change) => {
        // At once, not when the watch ends: one that breaks must not repeat old news.
        version = resourceVersion
        if (change !== undefined) handler.changed(change.type, change.object)
      },
    })
    if (end === 'expired') version = undefined
  }

  /** Lists if needed and watches once. Answers how many failures in a row there are now. */
  const follow = async (failures: number): Promise<number> => {
    const started = Date.now()
    try {
      version ??= await list()
      if (!signal.aborted) await watch(version)
      return 0
    } catch (error) {
      if (signal.aborted) return failures
      handler.failed(error)
      const inARow = Date.now() - started > LIVENESS_MS ? 1 : failures + 1
      if (inARow % FAILURES_TO_LIST === 0) version = undefined
      return inARow
    }
  }

  const run = async (): Promise<void> => {
    for (let failures = 0; !signal.aborted; ) {
      const started = Date.now()
      failures = await follow(failures)
      const isHasty = Date.now() - started < HASTY_MS
      if (failures > 0 || isHasty) await rest(backoffMs(Math.max(1, failures), Math.random()), signal)
    }
  }

  void run()
  return { stop: () => stopping.abort() }
}
