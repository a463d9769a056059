import { type KubernetesObject, kindKey, objectKey, withMetadata } from './kubernetes-object'

/** Objects by kind (`Kind.group/version`) and then by key (`name` or `ns/name`), as hooks receive them. */
export type ChildMap = ReadonlyMap<string, ReadonlyMap<string, KubernetesObject>>

interface Kind {
  readonly apiVersion: string
  readonly kind: string
}

/** Groups objects; every one of `kinds` is there even when it has none. Later duplicates replace earlier ones. */
export const childMap = (kinds: ReadonlyArray<Kind>, objects: ReadonlyArray<KubernetesObject>): ChildMap => {
  const groups = new Map(kinds.map(kind => [kindKey(kind), new Map<string, KubernetesObject>()]))
  for (const object of objects) {
    const key = kindKey(object)
    const group = groups.get(key) ?? new Map<string, KubernetesObject>()
    groups.set(key, group.set(objectKey(object), object))
  }
  return groups
}

/** A namespaced parent's namespace is that of its children which name none. */
export const inNamespaceOf =
  (parent: KubernetesObject) =>
  (child: KubernetesObject): KubernetesObject => {
    const { namespace } = parent.metadata
    const given = child.metadata.namespace
    return namespace === undefined || (given !== undefined && given !== '') ? child : withMetadata(child, { namespace })
  }

const texts = new WeakMap<KubernetesObject, string>()

/** JSON of a cached object. It is kept: the same child is posted with every change of any other one. */
export const cachedJson = (object: KubernetesObject): string => {
  const known = texts.get(object)
  if (known !== undefined) return known
  const text = JSON.stringify(object)
  texts.set(object, text)
  return text
}

export const childMapJson = (map: ChildMap): string => {
  const groups = [...map].map(([kind, objects]) => {
    const items = [...objects].map(([key, object]) => `${JSON.stringify(key)}:${cachedJson(object)}`)
    return `${JSON.stringify(kind)}:{${items.join(',')}}`
  })
  return `{${groups.join(',')}}`
}
