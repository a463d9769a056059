import { isDeepStrictEqual } from 'node:util'
import * as E from 'fp-ts/Either'
import { isConflict, isNotFound } from './api'
import { cachedJson, childMap, childMapJson, inNamespaceOf } from './child-map'
import { claimChildren } from './claim-children'
import { type ControllerContext, DONE, failure, type Outcome } from './controller-context'
import { readCompositeAnswer } from './hook-answer'
import { callHook } from './hook-call'
import { isBeingDeleted, type KubernetesObject, objectKey, withMetadata } from './kubernetes-object'
import { matchesSelector } from './label-selector'
import { manageChildren } from './manage-children'
import { CONTROLLER_UID, childSelector } from './parent-selector'
import { readModifyWrite } from './read-modify-write'

/** Replaces the parent's whole status, whatever the hook saw when it computed it. */
const writeStatus = async (
  { world: { api }, parents }: ControllerContext,
  parent: KubernetesObject,
  answered: Readonly<Record<string, unknown>> | undefined,
): Promise<string | undefined> => {
  const resource = parents[0]?.informer.resource
  if (resource === undefined) return 'the controller has no parent kind'
  const status = { ...answered, observedGeneration: parent.metadata.generation ?? 0 }
  const change = (live: KubernetesObject): KubernetesObject | undefined =>
    isDeepStrictEqual(live['status'], status) ? undefined : { ...live, status }
  const answer = await readModifyWrite(api, { resource, object: parent, change }, api.updateStatus)
  if (answer.ok || isNotFound(answer) || isConflict(answer)) return undefined
  return `can't update status for ${parent.kind} ${objectKey(parent)}: ${answer.message}`
}

/** One pass over one composite parent: claim, relate, ask, then children one by one, then the status. */
export const syncComposite = async (context: ControllerContext, parent: KubernetesObject): Promise<Outcome> => {
  const { spec, customize, signal } = context
  const { sync } = spec
  const selector = childSelector(spec, parent)
  if (E.isLeft(selector)) return failure(selector.left)
  const matches = ({ metadata }: KubernetesObject): boolean => matchesSelector(selector.right, metadata.labels)

  const observed = await claimChildren(context, parent, matches)
  if (E.isLeft(observed)) return failure(observed.left)
  const related = await customize.relatedTo(parent)
  if (related.kind !== 'related') return related

  const body = [
    `{"controller":${cachedJson(spec.object)}`,
    `"parent":${cachedJson(parent)}`,
    `"children":${childMapJson(observed.right)}`,
    `"related":${childMapJson(related.objects)}`,
    '"finalizing":false}',
  ].join(',')
  const called = await callHook({ hook: sync, body, signal })
  if (E.isLeft(called)) return called.left
  const answer = readCompositeAnswer(called.right, sync.strict)
  if (E.isLeft(answer)) return failure(`sync hook: ${answer.left}`)
  const { children, status, resyncAfterSeconds } = answer.right

  if (resyncAfterSeconds > 0) context.resyncAfter(parent, resyncAfterSeconds)
  const labelled = (child: KubernetesObject): KubernetesObject =>
    spec.generateSelector && child.metadata.labels?.[CONTROLLER_UID] === undefined
      ? withMetadata(child, { labels: { ...child.metadata.labels, [CONTROLLER_UID]: parent.metadata.uid ?? '' } })
      : child
  const desired = children.map(inNamespaceOf(parent)).map(labelled)
  const stray = desired.find(child => !matches(child))
  if (stray !== undefined) {
    return failure(`labels on desired child ${stray.kind} ${objectKey(stray)} don't match parent selector`)
  }

  const work = { parent, observed: observed.right, desired: childMap([], desired) }
  const problems = isBeingDeleted(parent) ? [] : await manageChildren(context, work)
  if (signal.aborted) return DONE
  const statusProblem = await writeStatus(context, parent, status)
  const all = statusProblem === undefined ? problems : [...problems, statusProblem]
  return all.length === 0 ? DONE : failure(all.join('; '))
}
