import * as E from 'fp-ts/Either'
import { type Answer, type Api, isNotFound } from './api'
import { type ChildMap, childMap } from './child-map'
import { claimOf } from './claim'
import type { ControllerContext } from './controller-context'
import type { Informer } from './informer'
import { controllerReference, isBeingDeleted, type KubernetesObject, objectKey, uidOf } from './kubernetes-object'
import { readModifyWrite } from './read-modify-write'
import type { Resource } from './resource'

/** Whether an object's labels match the parent's selector. */
export type Matches = (object: KubernetesObject) => boolean

const withOwners = (object: KubernetesObject, ownerReferences: KubernetesObject['metadata']['ownerReferences']) =>
  ({ ...object, metadata: { ...object.metadata, ownerReferences } }) as KubernetesObject

const release = (api: Api, { resource }: Informer, child: KubernetesObject, parent: KubernetesObject) =>
  readModifyWrite(api, {
    resource,
    object: child,
    change: live => {
      const owners = live.metadata.ownerReferences ?? []
      return withOwners(
        live,
        owners.filter(({ uid }) => uid !== uidOf(parent)),
      )
    },
  })

/** An adoption asks the API server first whether the parent still lives: the cache may not know of its deletion. */
const adopt = async (
  api: Api,
  { parent, parentResource }: { readonly parent: KubernetesObject; readonly parentResource: Resource },
  { child, resource }: { readonly child: KubernetesObject; readonly resource: Resource },
): Promise<Answer> => {
  const fresh = await api.get(parentResource, parent)
  if (!fresh.ok) return { ...fresh, status: 0 }
  if (uidOf(fresh.value) !== uidOf(parent) || isBeingDeleted(fresh.value)) {
    return { ok: false, status: 0, reason: 'Gone', message: `${objectKey(parent)} has just been deleted` }
  }
  const reference = controllerReference(parent)
  const change = (live: KubernetesObject): KubernetesObject => {
    const others = (live.metadata.ownerReferences ?? []).filter(({ uid }) => uid !== reference.uid)
    return withOwners(live, [...others, reference])
  }
  return readModifyWrite(api, { resource, object: child, change })
}

/** The parent's children, after adopting orphans that match and releasing children that do not; or what went wrong. */
export const claimChildren = async (
  { world: { api, log }, parents, children }: ControllerContext,
  parent: KubernetesObject,
  matches: Matches,
): Promise<E.Either<string, ChildMap>> => {
  const parentResource = parents[0]?.informer.resource
  if (parentResource === undefined) return E.left('the controller has no parent kind')
  const claimed: KubernetesObject[] = []
  for (const { informer } of children) {
    const { cache, resource } = informer
    const inReach = ({ metadata }: KubernetesObject): boolean =>
      !parentResource.namespaced || metadata.namespace === parent.metadata.namespace
    for (const child of [...cache.controlledBy(uidOf(parent)), ...cache.orphans()].filter(inReach)) {
      const claim = claimOf(parent, child, matches(child))
      if (claim === 'claimed') claimed.push(child)
      if (claim === 'claimed' || claim === 'ignored') continue
      log.info(claim === 'adopt' ? 'Adopting' : 'Releasing', { parent: objectKey(parent), child: objectKey(child) })
      const answer =
        claim === 'adopt'
          ? await adopt(api, { parent, parentResource }, { child, resource })
          : await release(api, informer, child, parent)
      if (!answer.ok && !isNotFound(answer)) return E.left(`can't ${claim} ${objectKey(child)}: ${answer.message}`)
      if (answer.ok && claim === 'adopt') claimed.push(child)
    }
  }
  const kinds = children.map(({ informer }) => informer.resource)
  return E.right(childMap(kinds, claimed))
}
