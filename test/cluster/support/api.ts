import { KubeConfig } from '@kubernetes/client-node'
import { type ApiCall, apiRequest, refusalStatus } from '../../../hooks/ports/api/api-request'
import { withKeepAlive } from '../../../hooks/ports/api/keep-alive'
import type { Lab } from '../../../testbed/lab/lab'
import { isPassing, patiently } from '../../../testbed/lab/patiently'

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
  /** Reads an object and writes it back, with its status when the path ends so; again when somebody else wrote meanwhile. */
  readonly edit: <T>(path: string, change: (object: T) => object) => Promise<T>
  /** No error when it is gone already. `how` is the propagation policy, Background unless it is given. */
  readonly remove: (path: string, how?: 'Foreground') => Promise<void>
}

const isConflict = (error: unknown): boolean => refusalStatus(error) === 409

const orMissing = (error: unknown): undefined => {
  if (refusalStatus(error) === 404) return undefined
  throw error
}

/** As an administrator, or as somebody whom an administrator impersonates. */
export const apiOf = ({ controlPlane }: Lab, as?: string): Api => {
  const config = new KubeConfig()
  config.loadFromFile(controlPlane.kubeconfig)
  if (as !== undefined) config.users = config.users.map(user => ({ ...user, impersonateUser: as }))
  withKeepAlive(config)
  const ask = <T>(call: ApiCall): Promise<T> => patiently(() => apiRequest<T>(config, call), isPassing)
  return {
    get: <T>(path: string) => ask<T>({ method: 'GET', path }).catch(orMissing),
    create: <T>(path: string, body: object) => {
      let tries = 0
      const create = (): Promise<T> => {
        tries += 1
        return apiRequest<T>(config, { method: 'POST', path, body })
      }
      return patiently(create, isPassing).catch((error: unknown) => {
        const { metadata } = body as { readonly metadata: { readonly name: string } }
        // It was created although no answer came.
        if (tries > 1 && isConflict(error)) return ask<T>({ method: 'GET', path: `${path}/${metadata.name}` })
        throw error
      })
    },
    patch: <T>(path: string, body: object) =>
      ask<T>({ method: 'PATCH', path, body, contentType: 'application/merge-patch+json' }),
    edit: async <T>(path: string, change: (object: T) => object) =>
      patiently(
        async () => {
          const object = await apiRequest<T>(config, { method: 'GET', path: path.replace(/\/status$/, '') })
          return apiRequest<T>(config, { method: 'PUT', path, body: change(object) })
        },
        error => isConflict(error) || isPassing(error),
      ),
    put: async (path, body) => {
      const query = { fieldManager: 'story', force: 'true' }
      await ask({ method: 'PATCH', path, query, body, contentType: 'application/apply-patch+yaml' })
    },
    remove: async (path, how) => {
      const query: Readonly<Record<string, string>> = how === undefined ? {} : { propagationPolicy: how }
      await ask({ method: 'DELETE', path, query }).catch(orMissing)
    },
  }
}
