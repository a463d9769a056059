import * as E from 'fp-ts/Either'
import type { Api } from '../../../cli/cluster/api'
import { decodeWith } from '../../../hooks/api/decode'

interface Named {
  readonly metadata: { readonly name: string }
}

/** Objects by the path of their collection, or a single one by its own path. */
export type Objects = Readonly<Record<string, ReadonlyArray<Named> | object>>

export interface Patched {
  readonly path: string
  readonly body: object
  readonly dryRun: boolean
}

/** An API server that holds these objects; what it is asked to patch is remembered and not done. */
export const apiWith = (objects: Objects): Api & { readonly patches: ReadonlyArray<Patched> } => {
  const patches: Patched[] = []
  const read = <A>(codec: Parameters<typeof decodeWith<A>>[0], object: unknown): A => {
    const decoded = decodeWith(codec)(object)
    if (E.isLeft(decoded)) throw new Error(decoded.left.join('; '))
    return decoded.right
  }
  const find = (path: string): unknown => {
    const own = objects[path]
    if (own !== undefined && !Array.isArray(own)) return own
    const [, collection = '', name = ''] = /^(.*)\/([^/]+)$/.exec(path) ?? []
    const items = objects[collection]
    return Array.isArray(items)
      ? (items as ReadonlyArray<Named>).find(({ metadata }) => metadata.name === name)
      : undefined
  }
  return {
    patches,
    get: async (codec, path) => {
      const object = find(path)
      return object === undefined ? undefined : read(codec, object)
    },
    list: async (codec, path) => ((objects[path] ?? []) as ReadonlyArray<unknown>).map(item => read(codec, item)),
    patch: async (path, body, dryRun) => {
      patches.push({ path, body, dryRun })
      return find(path)
    },
  }
}
