import { controllerOf, type KubernetesObject, objectKey } from './kubernetes-object'

/** The objects of one kind as last heard of, indexed so that a parent's children are found without a scan. */
export interface ObjectCache {
  readonly get: (key: string) => KubernetesObject | undefined
  readonly all: () => ReadonlyArray<KubernetesObject>
  readonly controlledBy: (uid: string) => ReadonlyArray<KubernetesObject>
  readonly orphans: () => ReadonlyArray<KubernetesObject>
  readonly set: (object: KubernetesObject) => void
  readonly remove: (key: string) => void
}

/** The index entry of objects without a controller; no uid is empty. */
const ORPHAN = ''

export const createObjectCache = (): ObjectCache => {
  const byKey = new Map<string, KubernetesObject>()
  const byController = new Map<string, Map<string, KubernetesObject>>()
  const indexOf = (object: KubernetesObject): string => controllerOf(object)?.uid ?? ORPHAN

  const remove = (key: string): void => {
    const object = byKey.get(key)
    if (object === undefined) return
    byKey.delete(key)
    const index = indexOf(object)
    byController.get(index)?.delete(key)
    if (byController.get(index)?.size === 0) byController.delete(index)
  }
  const under = (index: string): ReadonlyArray<KubernetesObject> => [...(byController.get(index)?.values() ?? [])]
  return {
    get: key => byKey.get(key),
    all: () => [...byKey.values()],
    controlledBy: under,
    orphans: () => under(ORPHAN),
    set: object => {
      const key = objectKey(object)
      remove(key)
      byKey.set(key, object)
      const index = indexOf(object)
      const indexed = byController.get(index) ?? new Map<string, KubernetesObject>()
      byController.set(index, indexed.set(key, object))
    },
    remove,
  }
}
