import { KubeConfig } from '@kubernetes/client-node'
import type { Lab } from '../../../e2e/lab/lab'
import { apiRequest, isApiError } from '../../../hooks/ports/api-request'
import { withKeepAlive } from '../../../hooks/ports/keep-alive'

/** The one who may write what the operator writes; an administrator may act as it (docs/security.md). */
export const OPERATOR = 'system:serviceaccount:bootc-operator:bootc-operator'

/** The API server as an administrator, in this process: many stories that wait with kubectl would wait for kubectl. */
export interface Api {
  /** Undefined when there is no such object. */
  readonly get: <T>(path: string) => Promise<T | undefined>
  readonly create: <T>(path: string, body: object) => Promise<T>
  /** A merge patch: null takes a key away. */
  readonly patch: <T>(path: string, body: object) => Promise<T>
  /** Server-side apply: what an earlier call of the same object set and this one leaves out is taken away. */
  readonly put: (path: string, body: object) => Promise<void>
  /** Reads an object and writes it back, with its status when the path ends so. */
  readonly edit: <T>(path: string, change: (object: T) => object) => Promise<T>
  /** No error when it is gone already. `how` is the propagation policy, Background unless it is given. */
  readonly remove: (path: string, how?: 'Foreground') => Promise<void>
}

const isMissing = (error: unknown): boolean => isApiError(error) && error.kind === 'api-refused' && error.status === 404

const orMissing = (error: unknown): undefined => {
  if (isMissing(error)) return undefined
  throw error
}

/** As an administrator, or as somebody whom an administrator impersonates. */
export const apiOf = ({ controlPlane }: Lab, as?: string): Api => {
  const config = new KubeConfig()
  config.loadFromFile(controlPlane.kubeconfig)
  if (as !== undefined) config.users = config.users.map(user => ({ ...user, impersonateUser: as }))
  withKeepAlive(config)
  return {
    get: <T>(path: string) => apiRequest<T>(config, { method: 'GET', path }).catch(orMissing),
    create: <T>(path: string, body: object) => apiRequest<T>(config, { method: 'POST', path, body }),
    patch: <T>(path: string, body: object) =>
      apiRequest<T>(config, { method: 'PATCH', path, body, contentType: 'application/merge-patch+json' }),
    edit: async <T>(path: string, change: (object: T) => object) => {
      const object = await apiRequest<T>(config, { method: 'GET', path: path.replace(/\/status$/, '') })
      return apiRequest<T>(config, { method: 'PUT', path, body: change(object) })
    },
    put: async (path, body) => {
      const query = { fieldManager: 'story', force: 'true' }
      await apiRequest(config, { method: 'PATCH', path, query, body, contentType: 'application/apply-patch+yaml' })
    },
    remove: async (path, how) => {
      const query = how === undefined ? {} : { propagationPolicy: how }
      await apiRequest(config, { method: 'DELETE', path, query }).catch(orMissing)
    },
  }
}
