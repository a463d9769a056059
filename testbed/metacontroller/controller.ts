import { setMaxListeners } from 'node:events'
import type { ControllerContext, Outcome, Watched, World } from './controller-context'
import { failure } from './controller-context'
import type { ControllerSpec, ParentRule } from './controller-spec'
import { createCustomize } from './customize'
import { type KubernetesObject, kindKey, objectKey } from './kubernetes-object'
import { messageOf } from './log'
import type { Resource } from './resource'
import { syncComposite } from './sync-composite'
import { syncDecorator } from './sync-decorator'
import { childTriggers, isWanted, parentTriggers } from './triggers'
import { createWorkQueue } from './work-queue'

export interface RunningController {
  readonly spec: ControllerSpec
  /** Aborts what is under way and resolves when it has ended. */
  readonly stop: () => Promise<void>
}

/** A parent's key in the queue; no part of it may contain a space. */
const queueKey = (parent: KubernetesObject): string => `${kindKey(parent)} ${objectKey(parent)}`

const find = async (world: World, apiVersion: string, plural: string): Promise<Resource> => {
  const resource = await world.resources.byPlural(apiVersion, plural)
  if (resource === undefined) throw new Error(`can't find resource "${plural}" in apiVersion "${apiVersion}"`)
  return resource
}

/** Starts a controller; rejects when one of its kinds is not served (yet). */
export const startController = async (world: World, spec: ControllerSpec): Promise<RunningController> => {
  const parentKinds = await Promise.all(spec.parents.map(rule => find(world, rule.apiVersion, rule.plural)))
  const childKinds = await Promise.all(spec.children.map(rule => find(world, rule.apiVersion, rule.plural)))
  const abort = new AbortController()
  setMaxListeners(0, abort.signal) // one per hook call under way
  const closers: Array<() => void> = []
  const watch = <Rule>(rules: ReadonlyArray<Rule>, kinds: ReadonlyArray<Resource>): ReadonlyArray<Watched<Rule>> =>
    kinds.flatMap((kind, index) => {
      const rule = rules[index]
      if (rule === undefined) return []
      const { informer, close } = world.informers.open(kind)
      closers.push(close)
      return [{ rule, informer }]
    })
  const parents = watch(spec.parents, parentKinds)
  const children = watch(spec.children, childKinds)

  const ruleOf = (parent: KubernetesObject): Watched<ParentRule> | undefined =>
    parents.find(({ informer }) => kindKey(informer.resource) === kindKey(parent))
  const enqueue = (parent: KubernetesObject): void => {
    const watched = ruleOf(parent)
    if (watched !== undefined && isWanted(watched.rule, parent)) queue.add(queueKey(parent))
  }
  const customize = createCustomize({
    spec,
    resources: world.resources,
    informers: world.informers,
    signal: abort.signal,
    parents: () => parents.flatMap(({ informer }) => informer.cache.all()),
    enqueue,
  })
  const context: ControllerContext = {
    world,
    spec,
    parents,
    children,
    customize,
    resyncAfter: (parent, seconds) => queue.addAfter(queueKey(parent), seconds * 1000),
    signal: abort.signal,
  }

  const cached = (key: string): KubernetesObject | undefined => {
    const [kind = '', name = ''] = key.split(' ')
    return parents.find(({ informer }) => kindKey(informer.resource) === kind)?.informer.cache.get(name)
  }
  const sync = async (parent: KubernetesObject): Promise<Outcome> => {
    try {
      return await (spec.composite ? syncComposite(context, parent) : syncDecorator(context, parent))
    } catch (error) {
      return failure(messageOf(error))
    }
  }
  const processKey = async (key: string): Promise<void> => {
    const parent = cached(key)
    const watched = parent === undefined ? undefined : ruleOf(parent)
    if (parent === undefined || watched === undefined || !isWanted(watched.rule, parent)) return queue.forget(key)
    const outcome = await sync(parent)
    if (abort.signal.aborted) return
    switch (outcome.kind) {
      case 'done':
        return queue.forget(key)
      case 'too-many-requests':
        world.log.info('Resync due to too many request for sync hooks', { parent: key, second: outcome.afterSeconds })
        return queue.addAfter(key, outcome.afterSeconds * 1000)
      case 'related-not-synced':
        return queue.addRateLimited(key)
      case 'failed':
        world.log.error('failed to sync', { controller: spec.name, parent: key, error: outcome.message })
        world.reportSyncError(parent, `Sync error: ${outcome.message}`)
        return queue.addRateLimited(key)
    }
  }
  const queue = createWorkQueue({ workers: world.workers, process: processKey })

  for (const { rule, informer } of parents) closers.push(informer.subscribe(parentTriggers(rule, enqueue)))
  for (const { informer } of children) closers.push(informer.subscribe(childTriggers(spec, parents, enqueue)))
  if (spec.resyncPeriodMs !== undefined) {
    // A plain addition to the queue: it also cuts short the backoff of a parent that keeps failing.
    const resync = (): void => {
      for (const { informer } of parents) for (const parent of informer.cache.all()) enqueue(parent)
    }
    const timer = setInterval(resync, spec.resyncPeriodMs)
    closers.push(() => clearInterval(timer))
  }
  void Promise.all([...parents, ...children].map(({ informer }) => informer.synced)).then(() => {
    if (!abort.signal.aborted) queue.start()
  })
  return {
    spec,
    stop: async () => {
      abort.abort()
      await queue.stop()
      customize.stop()
      for (const close of closers.reverse()) close()
    },
  }
}
