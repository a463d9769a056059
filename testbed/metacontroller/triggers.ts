import { isDeepStrictEqual } from 'node:util'
import * as E from 'fp-ts/Either'
import type { Watched } from './controller-context'
import type { ControllerSpec, ParentRule } from './controller-spec'
import type { Subscriber } from './informer'
import { controllerOf, groupOf, isBeingDeleted, type KubernetesObject, uidOf } from './kubernetes-object'
import { isEmptySelector, matchesSelector } from './label-selector'
import { childSelector } from './parent-selector'

type Enqueue = (parent: KubernetesObject) => void
type Parents = ReadonlyArray<Watched<ParentRule>>

/** Whether a rule of the controller wants this parent. */
export const isWanted = ({ labelSelector, annotationSelector }: ParentRule, { metadata }: KubernetesObject): boolean =>
  matchesSelector(labelSelector, metadata.labels) && matchesSelector(annotationSelector, metadata.annotations)

/** Whether nothing changed that a controller which ignores status changes looks at. A resync is no change and passes. */
export const isIgnorable = (before: KubernetesObject, after: KubernetesObject): boolean =>
  before !== after &&
  before.metadata.generation === after.metadata.generation &&
  isDeepStrictEqual(before.metadata.labels ?? {}, after.metadata.labels ?? {}) &&
  isDeepStrictEqual(before.metadata.annotations ?? {}, after.metadata.annotations ?? {}) &&
  !isBeingDeleted(after)

/** What an event of a parent sets off. */
export const parentTriggers = (rule: ParentRule, enqueue: Enqueue): Subscriber => ({
  added: enqueue,
  updated: (before, after) => {
    if (!rule.ignoreStatusChanges || !isIgnorable(before, after)) enqueue(after)
  },
  deleted: enqueue,
})

const parentOf = (parents: Parents, child: KubernetesObject): KubernetesObject | undefined => {
  const owner = controllerOf(child)
  if (owner === undefined) return undefined
  for (const { informer } of parents) {
    const { resource, cache } = informer
    if (resource.kind !== owner.kind || groupOf(resource.apiVersion) !== groupOf(owner.apiVersion)) continue
    const parent = cache.get(resource.namespaced ? `${child.metadata.namespace ?? ''}/${owner.name}` : owner.name)
    if (parent !== undefined && uidOf(parent) === owner.uid) return parent
  }
  return undefined
}

/** Composite parents whose selector matches an orphan, so that one of them may adopt it. Decorators adopt nothing. */
const adopters = (spec: ControllerSpec, parents: Parents, orphan: KubernetesObject): ReadonlyArray<KubernetesObject> =>
  !spec.composite
    ? []
    : parents
        .flatMap(({ informer }) => informer.cache.all())
        .filter(parent => {
          const selector = childSelector(spec, parent)
          return E.isRight(selector) && !isEmptySelector(selector.right)
            ? matchesSelector(selector.right, orphan.metadata.labels)
            : false
        })

/** What an event of a child sets off: a sync of its parent, or of all that may adopt it. Any change counts, also status. */
export const childTriggers = (spec: ControllerSpec, parents: Parents, enqueue: Enqueue): Subscriber => {
  const deleted = (child: KubernetesObject): void => {
    const parent = parentOf(parents, child)
    if (parent !== undefined) enqueue(parent)
  }
  const added = (child: KubernetesObject): void => {
    if (isBeingDeleted(child) || controllerOf(child) !== undefined) deleted(child)
    else for (const parent of adopters(spec, parents, child)) enqueue(parent)
  }
  return {
    added,
    updated: (before, after) => {
      if (before.metadata.resourceVersion !== after.metadata.resourceVersion) added(after)
    },
    deleted,
  }
}
