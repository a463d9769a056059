import type { DockerConfig } from './docker-config'

/** Images of Docker Hub are named by this host, whatever form of it a reference or a key has. */
export const DOCKER_HUB = 'docker.io'
const DOCKER_HUB_NAMES: ReadonlySet<string> = new Set([DOCKER_HUB, 'index.docker.io', 'registry-1.docker.io'])

const normalHost = (host: string): string => {
  const lower = host.toLowerCase()
  return DOCKER_HUB_NAMES.has(lower) ? DOCKER_HUB : lower
}

const splitHost = (name: string): { readonly host: string; readonly path: string } => {
  const slash = name.indexOf('/')
  return slash < 0
    ? { host: normalHost(name), path: '' }
    : { host: normalHost(name.slice(0, slash)), path: name.slice(slash) }
}

/** Registry of a repository, `host` or `host:port` in lower case; one name for Docker Hub. */
export const hostOf = (repository: string): string => splitHost(repository).host

/** `host/path`; Docker Hub's official images, `docker.io/NAME`, are in its `library`. */
export const normalRepository = (repository: string): string => {
  const { host, path } = splitHost(repository)
  const isOfficial = host === DOCKER_HUB && path.lastIndexOf('/') === 0
  return isOfficial ? `${host}/library${path}` : `${host}${path}`
}

/** What a key stands for: docker writes schemes and the API's version into keys, Kubernetes and podman paths. */
const normalKey = (key: string): string => {
  const { host, path } = splitHost(key.trim().replace(/^https?:\/\//i, ''))
  return `${host}${path.replace(/\/+$/, '').replace(/^\/v[12]$/, '')}`
}

export interface RegistryAccount {
  /** The entry that it comes from. Names no secret. */
  readonly key: string
  readonly username: string
  readonly password: string
}

type Entry = DockerConfig['auths'][string]

const accountOf = (key: string, { auth, username, password }: Entry): RegistryAccount | undefined => {
  // As docker and the kubelet do: `auth` counts where both are there.
  const decoded = auth === undefined || auth === '' ? undefined : Buffer.from(auth, 'base64').toString('utf8')
  if (decoded !== undefined) {
    const colon = decoded.indexOf(':')
    if (colon < 1) return undefined
    // Old dockers padded passwords with NUL.
    return { key, username: decoded.slice(0, colon), password: decoded.slice(colon + 1).replace(/\0+$/, '') }
  }
  return username && password ? { key, username, password } : undefined
}

/** Whether a key is the repository, its host, or a path above it: `host/team` is not above `host/team-b/os`. */
const covers = (prefix: string, repository: string): boolean =>
  repository === prefix || repository.startsWith(`${prefix}/`)

/**
 * The account for a repository: of the entries that cover it the longest, whichever way their keys are written; the key
 * that comes first in the alphabet where two mean the same. Entries without a name and a password are passed over.
 */
export const accountFor = (config: DockerConfig, repository: string): RegistryAccount | undefined => {
  const wanted = normalRepository(repository)
  const usable = Object.entries(config.auths)
    .map(([key, entry]) => ({ prefix: normalKey(key), account: accountOf(key, entry) }))
    .filter(({ prefix }) => prefix !== '' && covers(prefix, wanted))
    .flatMap(({ prefix, account }) => (account === undefined ? [] : [{ prefix, account }]))
    .sort((a, b) => b.prefix.length - a.prefix.length || (a.account.key < b.account.key ? -1 : 1))
  return usable[0]?.account
}
