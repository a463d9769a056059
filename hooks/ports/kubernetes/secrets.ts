import * as E from 'fp-ts/Either'
import { decodeWith } from '../../api/decode'
import { Secret, type SecretName } from '../../api/secret'
import { isNotFound, refusalStatus } from '../api/api-request'
import type { Cluster } from '../cluster'
import { type Ask, CONFLICT, NOT_FOUND } from './answers'

const FORBIDDEN = 403

const folderOf = (namespace: string): string => `/api/v1/namespaces/${encodeURIComponent(namespace)}/secrets`
const pathOf = ({ namespace, name }: SecretName): string => `${folderOf(namespace)}/${encodeURIComponent(name)}`

/** Secrets, one at a time by name: never a list, a watch or a cache. No error shows what is in one. */
export const secretCalls = (ask: Ask): Pick<Cluster, 'readSecret' | 'writeSecret' | 'removeSecret'> => ({
  readSecret: async at => {
    const path = pathOf(at)
    try {
      const decoded = decodeWith(Secret)(await ask({ method: 'GET', path }))
      if (E.isLeft(decoded)) throw new Error(`${path} cannot be read`)
      return decoded.right
    } catch (error) {
      if (isNotFound(error)) return 'missing'
      if (refusalStatus(error) === FORBIDDEN) return 'forbidden'
      throw error
    }
  },
  writeSecret: async (secret, over) => {
    const { metadata } = secret
    const body = { apiVersion: 'v1', kind: 'Secret', ...secret }
    try {
      if (over === undefined) await ask({ method: 'POST', path: folderOf(metadata.namespace), body })
      else {
        const bound = { ...body, metadata: { ...metadata, resourceVersion: over } }
        await ask({ method: 'PUT', path: pathOf(metadata), body: bound })
      }
      return 'done'
    } catch (error) {
      const status = refusalStatus(error)
      if (status === CONFLICT || status === NOT_FOUND) return 'conflict'
      throw error
    }
  },
  removeSecret: async (at, uid) => {
    const body = { apiVersion: 'v1', kind: 'DeleteOptions', preconditions: { uid } }
    try {
      await ask({ method: 'DELETE', path: pathOf(at), body })
    } catch (error) {
      const status = refusalStatus(error)
      // 409: another one has its name now.
      if (status !== NOT_FOUND && status !== CONFLICT) throw error
    }
  },
})
