import { type Answer, isAlreadyExists, isConflict, isNotFound } from './api'
import { applyDesired, withLastApplied } from './apply'
import type { ChildMap } from './child-map'
import type { ControllerContext } from './controller-context'
import type { UpdateMethod } from './controller-spec'
import {
  controllerReference,
  groupOf,
  isBeingDeleted,
  type KubernetesObject,
  objectKey,
  uidOf,
  withMetadata,
} from './kubernetes-object'
import { messageOf } from './log'
import type { Resource } from './resource'

export interface Children {
  readonly parent: KubernetesObject
  readonly observed: ChildMap
  readonly desired: ChildMap
}

/** The API server's answer when it is worth telling; undefined when all went well or a newer event will come. */
const problemOf = (what: string, answer: Answer, swallow: (refused: Answer & { ok: false }) => boolean) =>
  answer.ok || swallow(answer) ? undefined : `can't ${what}: ${answer.message}`

const isStale = (refused: Answer & { ok: false }): boolean => isNotFound(refused) || isConflict(refused)

const describe = (object: KubernetesObject): string => `${object.kind} ${objectKey(object)}`

/** The last-applied annotation is written before the owner is added, so it holds only what the hook said. */
const newChild = (parent: KubernetesObject, desired: KubernetesObject): KubernetesObject => {
  const owners = desired.metadata.ownerReferences ?? []
  const owned = owners.some(({ uid }) => uid === uidOf(parent))
  const ownerReferences = owned ? owners : [...owners, controllerReference(parent)]
  return withMetadata(withLastApplied(desired, desired), { ownerReferences })
}

/** Brings the children to what is desired, one write after another; answers with what went wrong. */
export const manageChildren = async (
  { world: { api, resources, log }, children: watched, signal }: ControllerContext,
  { parent, observed, desired }: Children,
): Promise<ReadonlyArray<string>> => {
  const problems: string[] = []
  const note = (problem: string | undefined): void => {
    if (problem !== undefined) problems.push(problem)
  }

  const methodFor = ({ apiVersion, kind }: Resource): UpdateMethod =>
    watched.find(
      ({ informer: { resource } }) => resource.kind === kind && groupOf(resource.apiVersion) === groupOf(apiVersion),
    )?.rule.method ?? 'OnDelete'

  const remove = async (resource: Resource, child: KubernetesObject): Promise<void> => {
    if (isBeingDeleted(child)) return
    log.info('Deleting child', { parent: objectKey(parent), child: describe(child) })
    note(problemOf(`delete ${describe(child)}`, await api.remove(resource, child), isNotFound))
  }
  const create = async (resource: Resource, child: KubernetesObject): Promise<void> => {
    log.info('Creating', { parent: objectKey(parent), child: describe(child) })
    const answer = await api.create(resource, newChild(parent, child))
    if (!answer.ok) log.info('Failed to create child', { child: describe(child), because: answer.message })
    note(problemOf(`create ${describe(child)}`, answer, isAlreadyExists))
  }
  const update = async (resource: Resource, before: KubernetesObject, child: KubernetesObject): Promise<void> => {
    const changed = applyDesired(before, child)
    if (changed === undefined || isBeingDeleted(before)) return
    switch (methodFor(resource)) {
      case 'OnDelete':
        return
      case 'Recreate':
        return remove(resource, before)
      case 'InPlace': {
        const answer = await api.update(resource, changed)
        if (!answer.ok) log.info('Failed to update child', { child: describe(child), because: answer.message })
        note(problemOf(`update ${describe(child)}`, answer, isStale))
      }
    }
  }
  /** Does `work` for each kind that the API server serves. */
  const perKind = async (kinds: ChildMap, work: (resource: Resource, kind: string) => Promise<void>): Promise<void> => {
    for (const [kind, objects] of kinds) {
      const [first] = objects.values()
      if (first === undefined) continue
      const resource = await resources.byKind(first.apiVersion, first.kind)
      if (resource === undefined) note(`can't find kind "${first.kind}" in apiVersion "${first.apiVersion}"`)
      else await work(resource, kind)
    }
  }

  await perKind(observed, async (resource, kind) => {
    for (const [key, child] of observed.get(kind) ?? []) {
      if (!signal.aborted && desired.get(kind)?.has(key) !== true) await remove(resource, child)
    }
  })
  await perKind(desired, async (resource, kind) => {
    for (const [key, child] of desired.get(kind) ?? []) {
      if (signal.aborted) return
      const before = observed.get(kind)?.get(key)
      try {
        await (before === undefined ? create(resource, child) : update(resource, before, child))
      } catch (error) {
        note(messageOf(error))
      }
    }
  })
  return problems
}
