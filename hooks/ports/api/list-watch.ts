import type { IncomingMessage } from 'node:http'
import type { KubeConfig } from '@kubernetes/client-node'
import { backoffMs } from '../backoff'
import { type ApiCall, apiRequest, openCall, refusalOf } from './api-request'
import { linesOf } from './lines'

/** What to follow: a collection's path, e.g. `/apis/node.bootc.dev/v1alpha1/bootcnodeupdates`, and its selectors. */
export interface Source {
  readonly config: KubeConfig
  readonly path: string
  readonly query?: Readonly<Record<string, string>>
}

/** `listed` replaces all that was known; `failed` is called for every interruption, which is retried by itself. */
export interface Handler<T> {
  readonly listed: (items: ReadonlyArray<T>) => void
  readonly changed: (type: 'ADDED' | 'MODIFIED' | 'DELETED', object: T) => void
  readonly failed: (error: unknown) => void
}

interface WatchEvent<T> {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR'
  readonly object: T & {
    readonly code?: number
    readonly message?: string
    readonly metadata: { resourceVersion: string }
  }
}

/** Objects per page of a list. */
const PAGE_SIZE = '500'
/** The server ends a watch after 240 to 480 s, spread so that watches opened together do not end together. */
const watchSeconds = (): number => Math.round(240 * (1 + Math.random()))
/** Bookmarks come about once a minute; a stream silent for longer than this is dead even if TCP does not say so. */
const LIVENESS_MS = 150_000
const GONE = 410
/** After so many failures in a row it lists again: a server restored from a backup does not know the version any more. */
const FAILURES_TO_LIST = 5

/** Follows a collection until stopped: list, watch with bookmarks, reconnect with jittered backoff, list again on 410. */
export const listWatch = <T>(source: Source, handler: Handler<T>): { readonly stop: () => void } => {
  let stopped = false
  let stream: IncomingMessage | undefined
  let pause: NodeJS.Timeout | undefined
  let wake: (() => void) | undefined
  /** Up to where the collection is known; undefined before the first list, and when it must be listed again. */
  let version: string | undefined

  const list = async (): Promise<string> => {
    const items: T[] = []
    let token = ''
    for (;;) {
      const query = { ...source.query, limit: PAGE_SIZE, ...(token === '' ? {} : { continue: token }) }
      const page = await apiRequest<ListPage<T>>(source.config, { method: 'GET', path: source.path, query })
      items.push(...page.items)
      token = page.metadata.continue ?? ''
      if (token === '') {
        if (!stopped) handler.listed(items)
        return page.metadata.resourceVersion
      }
    }
  }

  /** One watch from `version` until the server ends it, or says that it must be listed again. */
  const watch = async (from: string): Promise<void> => {
    const call: ApiCall = {
      method: 'GET',
      path: source.path,
      query: {
        ...source.query,
        watch: '1',
        allowWatchBookmarks: 'true',
        resourceVersion: from,
        timeoutSeconds: String(watchSeconds()),
      },
      timeoutMs: LIVENESS_MS,
      ownConnection: true,
    }
    stream = await openCall(source.config, call)
    if (stopped) stream.destroy()
    if (stream.statusCode === GONE) {
      version = undefined
      stream.destroy()
      return
    }
    if (stream.statusCode !== 200) throw await refusalOf(call, stream)
    for await (const line of linesOf(stream)) {
      if (stopped) return
      const { type, object } = JSON.parse(line) as WatchEvent<T>
      if (type === 'ERROR') {
        if (object.code !== GONE) throw new Error(`watch of ${source.path}: ${object.message ?? 'failed'}`)
        version = undefined
        stream.destroy()
        return
      }
      // At once, not when the watch ends: one that breaks must not tell old news again.
      version = object.metadata.resourceVersion
      if (type !== 'BOOKMARK') handler.changed(type, object)
    }
  }

  const rest = (ms: number): Promise<void> =>
    new Promise(resolve => {
      wake = resolve
      pause = setTimeout(resolve, ms)
    })

  const follow = async (): Promise<void> => {
    let failures = 0
    while (!stopped) {
      const started = Date.now()
      try {
        version ??= await list()
        if (stopped) return
        await watch(version)
        failures = 0
      } catch (error) {
        if (stopped) return
        handler.failed(error)
        failures = Date.now() - started > LIVENESS_MS ? 1 : failures + 1
        if (failures % FAILURES_TO_LIST === 0) version = undefined
      }
      // A server that ends every watch at once must not be asked in a tight loop.
      const hasty = failures === 0 && Date.now() - started < 1000
      if (failures > 0 || hasty) await rest(backoffMs(Math.max(1, failures), Math.random()))
    }
  }

  void follow()
  return {
    stop: () => {
      stopped = true
      stream?.destroy()
      clearTimeout(pause)
      wake?.()
    },
  }
}

interface ListPage<T> {
  readonly items: ReadonlyArray<T>
  readonly metadata: { readonly resourceVersion: string; readonly continue?: string }
}
