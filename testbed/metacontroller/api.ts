import type { KubeConfig } from '@kubernetes/client-node'
import { type ApiCall, apiRequest, isApiError } from '../../hooks/ports/api/api-request'
import type { KubernetesObject, ObjectMetadata } from './kubernetes-object'
import { messageOf } from './log'
import type { Resource } from './resource'
import type { TokenBucket } from './retry-delay'

/** `status` is 0 when no answer came. */
export interface Refused {
  readonly ok: false
  readonly status: number
  readonly reason: string
  readonly message: string
}

export type Answer<T = KubernetesObject> = { readonly ok: true; readonly value: T } | Refused

/** Single calls to the API server, by resource; none of them rejects. */
export interface Api {
  readonly read: <T>(path: string) => Promise<Answer<T>>
  readonly get: (resource: Resource, object: KubernetesObject) => Promise<Answer>
  readonly create: (resource: Resource, object: KubernetesObject) => Promise<Answer>
  readonly update: (resource: Resource, object: KubernetesObject) => Promise<Answer>
  readonly updateStatus: (resource: Resource, object: KubernetesObject) => Promise<Answer>
  /** Deletes this very object (by uid), with background propagation. */
  readonly remove: (resource: Resource, object: KubernetesObject) => Promise<Answer>
  readonly patch: (path: string, body: unknown) => Promise<Answer>
}

export const isNotFound = (answer: Refused): boolean => answer.status === 404
export const isConflict = (answer: Refused): boolean => answer.status === 409 && answer.reason === 'Conflict'
export const isAlreadyExists = (answer: Refused): boolean => answer.status === 409 && answer.reason === 'AlreadyExists'

export const collectionPath = ({ apiVersion, namespaced, plural }: Resource, namespace = ''): string => {
  const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`
  return namespaced && namespace !== '' ? `${root}/namespaces/${namespace}/${plural}` : `${root}/${plural}`
}

const objectPath = (resource: Resource, { namespace, name }: ObjectMetadata): string =>
  `${collectionPath(resource, namespace)}/${encodeURIComponent(name)}`

const refused = (error: unknown): Refused =>
  isApiError(error) && error.kind === 'api-refused'
    ? { ok: false, status: error.status, reason: error.reason, message: error.message }
    : { ok: false, status: 0, reason: 'Unreachable', message: messageOf(error) }

/** `bucket` is the one limit that all calls share, as in the real process; watches are not counted. */
export const createApi = (config: KubeConfig, bucket: TokenBucket): Api => {
  const call = async <T>(request: ApiCall): Promise<Answer<T>> => {
    const wait = bucket.reserve()
    if (wait > 0) await new Promise(resolve => setTimeout(resolve, wait))
    try {
      return { ok: true, value: await apiRequest<T>(config, request) }
    } catch (error) {
      return refused(error)
    }
  }
  return {
    read: path => call({ method: 'GET', path }),
    get: (resource, { metadata }) => call({ method: 'GET', path: objectPath(resource, metadata) }),
    create: (resource, object) =>
      call({ method: 'POST', path: collectionPath(resource, object.metadata.namespace), body: object }),
    update: (resource, object) => call({ method: 'PUT', path: objectPath(resource, object.metadata), body: object }),
    updateStatus: (resource, object) =>
      call({ method: 'PUT', path: `${objectPath(resource, object.metadata)}/status`, body: object }),
    remove: (resource, { metadata }) =>
      call({
        method: 'DELETE',
        path: objectPath(resource, metadata),
        body: { preconditions: { uid: metadata.uid }, propagationPolicy: 'Background' },
      }),
    patch: (path, body) => call({ method: 'PATCH', path, body, contentType: 'application/merge-patch+json' }),
  }
}
