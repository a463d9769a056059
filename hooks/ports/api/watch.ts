import { addAbortSignal } from 'node:stream'
import type { KubeConfig } from '@kubernetes/client-node'
import { type ApiCall, apiRefusalOf, openCall } from './api-request'
import { linesOf } from './lines'

/** What to follow: a collection's path, e.g. `/apis/node.bootc.dev/v1alpha1/bootcnodeupdates`, and its selectors. */
export interface Source {
  readonly config: KubeConfig
  readonly path: string
  readonly query?: Readonly<Record<string, string>>
}

export type ChangeType = 'ADDED' | 'MODIFIED' | 'DELETED'

interface WatchEvent<T> {
  readonly type: ChangeType | 'BOOKMARK' | 'ERROR'
  readonly object: T & {
    readonly code?: number
    readonly message?: string
    readonly metadata: { resourceVersion: string }
  }
}

export interface WatchHandler<T> {
  /** Ends the watch: no event comes after it. */
  readonly signal: AbortSignal
  /** Gets the resourceVersion of every event; a bookmark has no change beside it. */
  readonly event: (resourceVersion: string, change: { type: ChangeType; object: T } | undefined) => void
}

/** The server ends a watch after 240 to 480 s, spread so that watches opened together do not end together. */
const watchSeconds = (): number => Math.round(240 * (1 + Math.random()))
/** Bookmarks come about once a minute; a stream silent for longer than this is dead even if TCP does not say so. */
export const LIVENESS_MS = 150_000
const GONE = 410

const callFor = ({ path, query }: Source, resourceVersion: string): ApiCall => ({
  method: 'GET',
  path,
  query: {
    ...query,
    watch: '1',
    allowWatchBookmarks: 'true',
    resourceVersion,
    timeoutSeconds: String(watchSeconds()),
  },
  timeoutMs: LIVENESS_MS,
  ownConnection: true,
})

/**
 * One watch of a collection from a resourceVersion. `ended`: the server ended it; `expired`: the version is too old, so
 * the collection must be listed again. Throws when the stream breaks or is ended.
 */
export const watchOnce = async <T>(
  source: Source,
  from: string,
  { signal, event }: WatchHandler<T>,
): Promise<'ended' | 'expired'> => {
  const call = callFor(source, from)
  const stream = addAbortSignal(signal, await openCall(source.config, call))
  if (stream.statusCode === GONE) {
    stream.destroy()
    return 'expired'
  }
  if (stream.statusCode !== 200) throw await apiRefusalOf(call, stream)
  for await (const line of linesOf(stream)) {
    if (signal.aborted) break
    const { type, object } = JSON.parse(line) as WatchEvent<T>
    if (type === 'ERROR') {
      if (object.code !== GONE) throw new Error(`watch of ${source.path}: ${object.message ?? 'failed'}`)
      stream.destroy()
      return 'expired'
    }
    event(object.metadata.resourceVersion, type === 'BOOKMARK' ? undefined : { type, object })
  }
  return 'ended'
}
