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
export const normalKey = (key: string): string => {
  const { host, path } = splitHost(key.trim().replace(/^https?:\/\//i, ''))
  return `${host}${path.replace(/\/+$/, '').replace(/^\/v[12]$/, '')}`
}

export interface RegistryAccount {
  /** The entry that it comes from. Names no secret. */
  readonly key: string
  readonly username: string
  readonly password: string
  /** Counts before name and password where a token service takes it. */
  readonly identityToken?: string
}

type Entry = DockerConfig['auths'][string]

const passwordOf = (key: string, { auth, username, password }: Entry): RegistryAccount | undefined => {
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

const accountOf = (key: string, entry: Entry): RegistryAccount | undefined => {
  const account = passwordOf(key, entry)
  const { identitytoken = '' } = entry
  return identitytoken === ''
    ? account
    : { key, username: account?.username ?? '', password: account?.password ?? '', identityToken: identitytoken }
}

/** Whether a key is the repository, its host, or a path above it: `host/team` is not above `host/team-b/os`. */
export const covers = (prefix: string, repository: string): boolean =>
  repository === prefix || repository.startsWith(`${prefix}/`)

/** The entries that cover a repository, the longest first; of two that mean the same, the first in the alphabet. */
const coveringEntries = (config: DockerConfig, repository: string): ReadonlyArray<readonly [string, Entry]> => {
  const wanted = normalRepository(repository)
  return Object.entries(config.auths)
    .map(([key, entry]) => ({ prefix: normalKey(key), key, entry }))
    .filter(({ prefix }) => prefix !== '' && covers(prefix, wanted))
    .sort((a, b) => b.prefix.length - a.prefix.length || (a.key < b.key ? -1 : 1))
    .map(({ key, entry }) => [key, entry])
}

/** `prefix` is a registry, or a path below one, as containers-auth.json(5) writes it. */
export interface PrefixAccount {
  readonly prefix: string
  readonly account: RegistryAccount
}

/**
 * What a config says, whichever way its keys are written: each prefix once, the longest first. Of two keys that mean the
 * same the first in the alphabet counts. Entries without a password and an identity token are passed over.
 */
export const accountsIn = (config: DockerConfig): ReadonlyArray<PrefixAccount> => {
  const byPrefix = new Map<string, RegistryAccount>()
  for (const key of Object.keys(config.auths).sort()) {
    const prefix = normalKey(key)
    const account = accountOf(key, config.auths[key] ?? {})
    if (prefix !== '' && account !== undefined && !byPrefix.has(prefix)) byPrefix.set(prefix, account)
  }
  return [...byPrefix]
    .map(([prefix, account]) => ({ prefix, account }))
    .sort((a, b) => b.prefix.length - a.prefix.length || (a.prefix < b.prefix ? -1 : 1))
}

/** The account for a repository: that of the longest prefix which covers it. */
export const accountFor = (config: DockerConfig, repository: string): RegistryAccount | undefined =>
  accountsIn(config).find(({ prefix }) => covers(prefix, normalRepository(repository)))?.account

/** An entry that cannot log in. `keptBy` is the program that has its password on the machine where it was written. */
export interface EmptyEntry {
  readonly key: string
  readonly keptBy?: string
}

const helpersIn = ({ credHelpers }: DockerConfig): Readonly<Record<string, unknown>> =>
  typeof credHelpers === 'object' && credHelpers !== null ? { ...credHelpers } : {}

/** Of a repository that has entries, or a credential helper, but no account: what there is in its place. */
export const emptyEntryFor = (config: DockerConfig, repository: string): EmptyEntry | undefined => {
  if (accountFor(config, repository) !== undefined) return undefined
  const helpers = helpersIn(config)
  const helped = Object.keys(helpers).find(key => covers(normalKey(key), normalRepository(repository)))
  const key = coveringEntries(config, repository)[0]?.[0] ?? helped
  if (key === undefined) return undefined
  const keptBy = helped === undefined ? config.credsStore : helpers[helped]
  return { key, keptBy: typeof keptBy === 'string' && /^[\w.-]{1,64}$/.test(keptBy) ? keptBy : undefined }
}

/** Completes "the entry …"; names no secret. */
export const emptyEntryNote = ({ key, keptBy }: EmptyEntry): string =>
  keptBy === undefined
    ? `"${key}" of the pull secret has neither a password nor an identity token`
    : `"${key}" of the pull secret is empty: its password is kept by "${keptBy}" (credsStore, credHelpers) on the machine where it was written`
