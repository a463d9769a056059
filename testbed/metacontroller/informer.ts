import type { KubeConfig } from '@kubernetes/client-node'
import { listWatch } from '../../hooks/ports/api/list-watch'
import { collectionPath } from './api'
import { isKubernetesObject, type KubernetesObject, objectKey } from './kubernetes-object'
import { type Log, messageOf } from './log'
import { createObjectCache, type ObjectCache } from './object-cache'
import type { Resource } from './resource'

/** Told of every change of the cache, after it. A resync comes as an update from an object to itself. */
export interface Subscriber {
  readonly added: (object: KubernetesObject) => void
  readonly updated: (before: KubernetesObject, after: KubernetesObject) => void
  readonly deleted: (object: KubernetesObject) => void
}

export interface Informer {
  readonly resource: Resource
  readonly cache: ObjectCache
  readonly hasSynced: () => boolean
  /** Resolves after the first list. */
  readonly synced: Promise<void>
  /** The subscriber hears of all that is cached already as resyncs. Answers how to unsubscribe. */
  readonly subscribe: (subscriber: Subscriber) => () => void
  readonly stop: () => void
}

export interface InformerOptions {
  readonly config: KubeConfig
  readonly log: Log
  /** How long every watch event takes to reach the cache, in milliseconds. */
  readonly lagMs: number
}

/** One list and watch of a whole kind in all namespaces. */
export const startInformer = (resource: Resource, { config, log, lagMs }: InformerOptions): Informer => {
  const cache = createObjectCache()
  const subscribers = new Set<Subscriber>()
  let announce: () => void = () => {}
  const synced = new Promise<void>(resolve => {
    announce = resolve
  })
  let complete = false
  let stopped = false

  // Lists of built-in kinds leave the type of their items out.
  const typed = (object: unknown): KubernetesObject | undefined => {
    const named = { apiVersion: resource.apiVersion, kind: resource.kind, ...(object as object) }
    return isKubernetesObject(named) ? named : undefined
  }
  const put = (object: KubernetesObject): void => {
    const before = cache.get(objectKey(object))
    cache.set(object)
    for (const subscriber of [...subscribers]) {
      if (before === undefined) subscriber.added(object)
      else subscriber.updated(before, object)
    }
  }
  const drop = (object: KubernetesObject): void => {
    if (cache.get(objectKey(object)) === undefined) return
    cache.remove(objectKey(object))
    for (const subscriber of [...subscribers]) subscriber.deleted(object)
  }
  const replace = (objects: ReadonlyArray<KubernetesObject>): void => {
    const listed = new Set(objects.map(objectKey))
    for (const object of cache.all()) if (!listed.has(objectKey(object))) drop(object)
    for (const object of objects) put(object)
    complete = true
    announce()
  }
  // Timers of one length fire in the order they were set, so events keep theirs.
  const later = (effect: () => void): void => {
    const unlessStopped = (): void => {
      if (!stopped) effect()
    }
    if (lagMs > 0) setTimeout(unlessStopped, lagMs)
    else unlessStopped()
  }
  const watch = listWatch<unknown>(
    { config, path: collectionPath(resource) },
    {
      listed: items => {
        const objects = items.map(typed).filter(object => object !== undefined)
        if (complete) later(() => replace(objects))
        else replace(objects)
      },
      changed: (type, item) => {
        const object = typed(item)
        if (object !== undefined) later(() => (type === 'DELETED' ? drop(object) : put(object)))
      },
      failed: error => log.info('watch interrupted', { resource: resource.plural, because: messageOf(error) }),
    },
  )
  return {
    resource,
    cache,
    hasSynced: () => complete,
    synced,
    subscribe: subscriber => {
      subscribers.add(subscriber)
      for (const object of cache.all()) subscriber.updated(object, object)
      return () => subscribers.delete(subscriber)
    },
    stop: () => {
      stopped = true
      watch.stop()
    },
  }
}
