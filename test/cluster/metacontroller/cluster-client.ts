import type { KubeConfig } from '@kubernetes/client-node'
import { apiRequest, refusalStatus } from '../../../hooks/ports/api/api-request'
import type { ToyObject } from './toy-hooks'

/** What a test does to the cluster itself. All reject when refused, but `find`. */
export interface ClusterClient {
  readonly get: (collection: string, name: string) => Promise<ToyObject>
  /** Undefined when there is none. */
  readonly find: (collection: string, name: string) => Promise<ToyObject | undefined>
  readonly list: (collection: string) => Promise<ReadonlyArray<ToyObject>>
  readonly create: (collection: string, object: unknown) => Promise<ToyObject>
  /** JSON merge patch; name may end in `/status`. */
  readonly patch: (collection: string, name: string, change: unknown) => Promise<ToyObject>
  readonly remove: (collection: string, name: string) => Promise<void>
  /** Messages of the SyncError events of an object, the newest state of each. */
  readonly syncErrors: (object: ToyObject) => Promise<ReadonlyArray<string>>
}

interface Event {
  readonly reason: string
  readonly message: string
  readonly involvedObject: { readonly uid: string }
}

export const clusterClient = (config: KubeConfig): ClusterClient => {
  const get = (collection: string, name: string): Promise<ToyObject> =>
    apiRequest(config, { method: 'GET', path: `${collection}/${name}` })
  const list = async <T = ToyObject>(path: string): Promise<ReadonlyArray<T>> =>
    (await apiRequest<{ readonly items: ReadonlyArray<T> }>(config, { method: 'GET', path })).items
  return {
    get,
    find: (collection, name) =>
      get(collection, name).catch((error: unknown) => {
        if (refusalStatus(error) === 404) return undefined
        throw error
      }),
    list,
    create: (collection, body) => apiRequest(config, { method: 'POST', path: collection, body }),
    patch: (collection, name, body) => {
      const contentType = 'application/merge-patch+json'
      return apiRequest(config, { method: 'PATCH', path: `${collection}/${name}`, body, contentType })
    },
    remove: (collection, name) => apiRequest(config, { method: 'DELETE', path: `${collection}/${name}` }),
    syncErrors: async ({ metadata: { uid } }) => {
      const events = await list<Event>('/api/v1/namespaces/default/events')
      return events
        .filter(({ reason, involvedObject }) => reason === 'SyncError' && involvedObject.uid === uid)
        .map(({ message }) => message)
    },
  }
}
