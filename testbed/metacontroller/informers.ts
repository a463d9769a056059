import { type Informer, type InformerOptions, startInformer } from './informer'
import type { Resource } from './resource'

/** Informers shared by all controllers of the process: one per kind, stopped when nobody uses it any more. */
export interface Informers {
  readonly open: (resource: Resource) => { readonly informer: Informer; readonly close: () => void }
}

export const createInformers = (options: InformerOptions): Informers => {
  const shared = new Map<string, { readonly informer: Informer; users: number }>()
  return {
    open: resource => {
      const key = `${resource.apiVersion}/${resource.plural}`
      const entry = shared.get(key) ?? { informer: startInformer(resource, options), users: 0 }
      shared.set(key, entry)
      entry.users += 1
      const close = (): void => {
        entry.users -= 1
        if (entry.users > 0) return
        shared.delete(key)
        entry.informer.stop()
      }
      return { informer: entry.informer, close }
    },
  }
}
