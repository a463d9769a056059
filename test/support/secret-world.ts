import type { Secret, SecretName } from '../../hooks/api/secret'
import type { Cluster } from '../../hooks/ports/cluster'

type Calls = Pick<Cluster, 'readSecret' | 'writeSecret' | 'removeSecret'>
type Fault = 'forbidden' | 'unreachable'

const keyOf = ({ namespace, name }: SecretName): string => `${namespace}/${name}`

/** The Secrets of a cluster, as one hook sees them. */
export interface SecretWorld extends Calls {
  readonly put: (at: SecretName, secret: Omit<Secret, 'metadata'>) => void
  readonly remove: (at: SecretName) => void
  readonly get: (at: SecretName) => Secret | undefined
  /** What happens to calls of one Secret from now on; undefined: nothing. `write` fails writes and removals alone. */
  readonly break: (at: SecretName, how: Fault | 'write' | 'conflict' | undefined) => void
  /** `create`, `update` or `delete` with the name, since the last look. */
  readonly writes: () => ReadonlyArray<string>
}

export const secretWorld = (): SecretWorld => {
  const secrets = new Map<string, Secret>()
  const broken = new Map<string, string>()
  let written: string[] = []
  let version = 0
  const store = (at: SecretName, secret: Omit<Secret, 'metadata'> & { readonly metadata?: object }): void => {
    version += 1
    const fresh = { uid: `uid-${version}`, ...secrets.get(keyOf(at))?.metadata, ...secret.metadata }
    secrets.set(keyOf(at), { ...secret, metadata: { ...fresh, name: at.name, resourceVersion: String(version) } })
  }
  const fail = (at: SecretName, ...how: ReadonlyArray<string>): void => {
    const fault = broken.get(keyOf(at))
    if (fault !== undefined && how.includes(fault)) throw { message: `${keyOf(at)}: no answer within 3 s` }
  }
  return {
    put: store,
    remove: at => void secrets.delete(keyOf(at)),
    get: at => secrets.get(keyOf(at)),
    break: (at, how) => void (how === undefined ? broken.delete(keyOf(at)) : broken.set(keyOf(at), how)),
    writes: () => {
      const since = written
      written = []
      return since
    },
    readSecret: async at => {
      fail(at, 'unreachable')
      return broken.get(keyOf(at)) === 'forbidden' ? 'forbidden' : (secrets.get(keyOf(at)) ?? 'missing')
    },
    writeSecret: async (secret, over) => {
      const at = secret.metadata
      fail(at, 'unreachable', 'write')
      const there = secrets.get(keyOf(at))?.metadata.resourceVersion
      if (broken.get(keyOf(at)) === 'conflict' || there !== over) return 'conflict'
      written.push(`${over === undefined ? 'create' : 'update'} ${keyOf(at)}`)
      store(at, secret)
      return 'done'
    },
    removeSecret: async (at, uid) => {
      fail(at, 'unreachable', 'write')
      if (secrets.get(keyOf(at))?.metadata.uid !== uid) return
      written.push(`delete ${keyOf(at)}`)
      secrets.delete(keyOf(at))
    },
  }
}
