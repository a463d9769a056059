import { isDeepStrictEqual } from 'node:util'
import * as E from 'fp-ts/Either'
import { isConflict, isNotFound, type Refused } from './api'
import { withAnnotation } from './apply'
import { cachedJson, childMap, childMapJson, inNamespaceOf } from './child-map'
import { type ControllerContext, DONE, failure, type Outcome } from './controller-context'
import { type DecoratorAnswer, readDecoratorAnswer } from './hook-answer'
import { callHook } from './hook-call'
import { isBeingDeleted, isRecord, type KubernetesObject, objectKey, uidOf, withMetadata } from './kubernetes-object'
import { manageChildren } from './manage-children'

/** Marks an attachment with the decorator that made it; only such objects are its attachments. */
export const DECORATED_BY = 'metacontroller.k8s.io/decorator-controller'

type Texts = Readonly<Record<string, string>>

/** Sets what is given and removes what is given as null; other keys stay, even if they were given before. */
export const changeTexts = (present: Texts | undefined, given: Readonly<Record<string, string | null>>): Texts => {
  const changed: Record<string, string> = { ...present }
  for (const [key, value] of Object.entries(given)) {
    if (value === null) delete changed[key]
    else changed[key] = value
  }
  return changed
}

/** Refusals after which the sync ends without an error: a newer event must be on its way. */
const isOutdated = (refused: Refused): boolean => isNotFound(refused) || isConflict(refused)

/** Writes labels, annotations and status from the cached copy. Answers undefined when the sync may go on. */
const decorate = async (
  { world: { api, log, resources } }: ControllerContext,
  object: KubernetesObject,
  { labels, annotations, status }: DecoratorAnswer,
): Promise<Outcome | undefined> => {
  const changed = withMetadata(object, {
    labels: changeTexts(object.metadata.labels, labels),
    annotations: changeTexts(object.metadata.annotations, annotations),
  })
  const before = isRecord(object['status']) ? object['status'] : undefined
  const statusChanged = status !== undefined && !isDeepStrictEqual(before, status)
  const sameTexts =
    isDeepStrictEqual(object.metadata.labels ?? {}, changed.metadata.labels) &&
    isDeepStrictEqual(object.metadata.annotations ?? {}, changed.metadata.annotations)
  if (sameTexts && !statusChanged) return undefined

  const resource = await resources.byKind(object.apiVersion, object.kind)
  if (resource === undefined) return failure(`can't find kind "${object.kind}" in apiVersion "${object.apiVersion}"`)
  const ended = (what: string, refused: Refused): Outcome => {
    if (!isOutdated(refused)) return failure(`can't update ${what} of ${objectKey(object)}: ${refused.message}`)
    log.info('ignoring update of an outdated object', { object: objectKey(object), because: refused.message })
    return DONE
  }
  let next: KubernetesObject = statusChanged ? { ...changed, status } : changed
  if (statusChanged && resource.hasStatus) {
    const answer = await api.updateStatus(resource, next)
    if (!answer.ok) return ended('status', answer)
    const { resourceVersion } = answer.value.metadata
    if (resourceVersion !== undefined) next = withMetadata(next, { resourceVersion })
  }
  const answer = await api.update(resource, next)
  return answer.ok ? undefined : ended('metadata', answer)
}

/** One pass over one decorated object: relate, ask, then the object itself, then its attachments. */
export const syncDecorator = async (context: ControllerContext, object: KubernetesObject): Promise<Outcome> => {
  const { spec, customize, signal, children } = context
  const { sync } = spec
  const attached = children
    .flatMap(({ informer }) => informer.cache.controlledBy(uidOf(object)))
    .filter(({ metadata }) => metadata.annotations?.[DECORATED_BY] === spec.name)
  const kinds = children.map(({ informer }) => informer.resource)
  const observed = childMap(kinds, attached)
  const related = await customize.relatedTo(object)
  if (related.kind !== 'related') return related

  const body = [
    `{"controller":${cachedJson(spec.object)}`,
    `"object":${cachedJson(object)}`,
    `"attachments":${childMapJson(observed)}`,
    `"related":${childMapJson(related.objects)}`,
    '"finalizing":false}',
  ].join(',')
  const called = await callHook({ hook: sync, body, signal })
  if (E.isLeft(called)) return called.left
  const answer = readDecoratorAnswer(called.right, sync.strict)
  if (E.isLeft(answer)) return failure(`sync hook: ${answer.left}`)

  if (answer.right.resyncAfterSeconds > 0) context.resyncAfter(object, answer.right.resyncAfterSeconds)
  const ended = await decorate(context, object, answer.right)
  if (ended !== undefined) return ended
  if (isBeingDeleted(object) || signal.aborted) return DONE

  const desired = answer.right.attachments
    .map(inNamespaceOf(object))
    .map(attachment => withAnnotation(attachment, DECORATED_BY, spec.name))
  const problems = await manageChildren(context, { parent: object, observed, desired: childMap([], desired) })
  return problems.length === 0 ? DONE : failure(problems.join('; '))
}
