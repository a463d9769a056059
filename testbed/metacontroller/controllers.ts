import { isDeepStrictEqual } from 'node:util'
import * as E from 'fp-ts/Either'
import { type RunningController, startController } from './controller'
import type { World } from './controller-context'
import { type ControllerSpec, readController } from './controller-spec'
import { withHookKeys } from './hook-keys'
import { type KubernetesObject, kindKey, objectKey } from './kubernetes-object'
import { matchesSelector, type Requirement } from './label-selector'
import { messageOf } from './log'
import { parentProblem } from './parent-gate'
import type { Resource } from './resource'
import { createWorkQueue } from './work-queue'

const API_VERSION = 'metacontroller.k8s.io/v1alpha1'

const KINDS: ReadonlyArray<Resource> = [
  {
    apiVersion: API_VERSION,
    plural: 'compositecontrollers',
    kind: 'CompositeController',
    namespaced: false,
    hasStatus: true,
  },
  {
    apiVersion: API_VERSION,
    plural: 'decoratorcontrollers',
    kind: 'DecoratorController',
    namespaced: false,
    hasStatus: true,
  },
]

/** Runs what the CompositeController and DecoratorController objects with the given labels say, for ever. */
export const runControllers = (world: World, selector: ReadonlyArray<Requirement>): void => {
  const { log, informers } = world
  const running = new Map<string, RunningController>()
  const watched = KINDS.map(kind => informers.open(kind).informer)

  const objectOf = (key: string): KubernetesObject | undefined => {
    const [kind = '', name = ''] = key.split(' ')
    const object = watched.find(({ resource }) => kindKey(resource) === kind)?.cache.get(name)
    return matchesSelector({ matchExpressions: selector }, object?.metadata.labels) ? object : undefined
  }
  const start = async (key: string, spec: ControllerSpec): Promise<void> => {
    const problem = await parentProblem(world, spec)
    if (problem !== undefined) {
      log.error('ignoring controller', { controller: key, because: problem })
      return
    }
    running.set(key, await startController(world, await withHookKeys(world.api, spec)))
    log.info('Started controller', { controller: key })
  }
  const reconcile = async (key: string): Promise<void> => {
    const object = objectOf(key)
    const present = running.get(key)
    if (object !== undefined && isDeepStrictEqual(object['spec'], present?.spec.object['spec'])) return
    running.delete(key)
    await present?.stop()
    if (present !== undefined) log.info('Stopped controller', { controller: key })
    if (object === undefined) return
    const spec = readController(object)
    if (E.isLeft(spec)) log.error('refusing controller', { controller: key, because: spec.left })
    else await start(key, spec.right)
  }
  const queue = createWorkQueue({
    workers: 1,
    process: key =>
      reconcile(key).then(
        () => queue.forget(key),
        (error: unknown) => {
          log.error('cannot start controller, will try again', { controller: key, because: messageOf(error) })
          queue.addRateLimited(key)
        },
      ),
  })
  const enqueue = (object: KubernetesObject): void => queue.add(`${kindKey(object)} ${objectKey(object)}`)
  for (const informer of watched) {
    informer.subscribe({ added: enqueue, updated: (_, after) => enqueue(after), deleted: enqueue })
  }
  queue.start()
}
