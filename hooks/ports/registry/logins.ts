import { readFile } from 'node:fs/promises'
import { DOCKER_HUB } from '../../api/docker-config-match'

/** Where a registry may send us to log in, besides itself. */
export interface Logins {
  /** Pairs that an administrator wrote. */
  readonly allows: (registry: string, login: string) => boolean
  /** Why not all of the setting counts. */
  readonly problem?: string
}

/** Registries of the world whose token service has, by their own documentation, another name. */
const KNOWN: ReadonlyArray<string> = [`${DOCKER_HUB}=auth.docker.io`, 'registry.gitlab.com=gitlab.com']

/** Whether everybody knows that this registry (`host` or `host:port`) logs in there. */
export const isKnownLogin = (registry: string, login: string): boolean => KNOWN.includes(`${registry}=${login}`)

const PAIR = /^[^=\s/]+=[^=\s/]+$/

/** A list of `REGISTRY=LOGIN`, each `host` or `host:port`, between commas, blanks or lines. */
export const parseLogins = (text: string): Logins => {
  const words = text
    .toLowerCase()
    .split(/[\s,]+/)
    .filter(word => word !== '')
  const pairs = new Set(words.filter(word => PAIR.test(word)))
  const wrong = words.find(word => !PAIR.test(word))
  return {
    allows: (registry, login) => pairs.has(`${registry}=${login}`),
    problem: wrong && `"${wrong.slice(0, 100)}" in REGISTRY_LOGINS_FILE is no pair REGISTRY=LOGIN of hosts`,
  }
}

const NONE = parseLogins('')

/** What is allowed now. The file is read each time, as the kubelet exchanges mounted ConfigMaps in place. */
export const loginsOf = (file: string | undefined): (() => Promise<Logins>) => {
  if (file === undefined) return async () => NONE
  return async () => {
    const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => error)
    if (typeof text === 'string') return parseLogins(text)
    // The setting is optional.
    return text.code === 'ENOENT' ? NONE : { ...NONE, problem: `REGISTRY_LOGINS_FILE cannot be read (${text.code})` }
  }
}
