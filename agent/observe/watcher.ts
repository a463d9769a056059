import type * as E from 'fp-ts/Either'
import type { HostFailure } from '../bootc/errors'
import { syncPullSecret } from '../host/pull-secret'
import type { Intent } from '../memory'
import type { Host } from '../ports'
import { createObserver, WATCHED_PATHS } from './observe'
import { createRetries } from './retries'
import type { HostView } from './situation'

/** The pool's pull secret as it is mounted now, and a word that changes with it. */
export interface MountedPullSecret {
  readonly read: () => Promise<string | undefined>
  readonly stamp: () => Promise<string>
}

/** Observes the host and keeps the last view. */
export interface Watcher {
  readonly view: () => HostView
  /** Observes without keeping the view. */
  readonly observe: (intent: Intent | undefined) => Promise<HostView>
  readonly refresh: (intent: Intent | undefined) => Promise<void>
  /** Whether a watched file changed since the last refresh. */
  readonly hasChanged: () => Promise<boolean>
  /** Until when a host that could not be read is left alone, in milliseconds since 1970. */
  readonly pausedUntil: () => number | undefined
  /** Makes the credentials on the host those of the secret; what is wrong with it, else whether they are others now. */
  readonly syncSecret: () => Promise<E.Either<HostFailure, 'changed' | 'unchanged'>>
}

export const createWatcher = (host: Host, secret: MountedPullSecret, now: () => Date): Watcher => {
  const observe = createObserver(host, now)
  const retries = createRetries(now)
  let view: HostView = { kind: 'busy', because: 'has not observed the host yet' }
  let stamp: string | undefined

  const stampNow = async (): Promise<string> => `${await host.stamp(WATCHED_PATHS)} ${await secret.stamp()}`
  return {
    view: () => view,
    observe,
    refresh: async intent => {
      view = await observe(intent)
      stamp = await stampNow()
      if (view.kind === 'unreadable') retries.failed(view.failure, 'Failed')
      else retries.succeeded()
    },
    hasChanged: async () => stamp !== undefined && (await stampNow()) !== stamp,
    pausedUntil: () => retries.pause()?.until,
    syncSecret: async () => syncPullSecret(host, await secret.read()),
  }
}
