import * as E from 'fp-ts/Either'
import * as t from 'io-ts'
import { decodeJson } from '../../hooks/api/decode-json'
import { DockerConfig } from '../../hooks/api/docker-config'
import { accountsIn, covers, hostOf, normalKey, type RegistryAccount } from '../../hooks/api/docker-config-match'
import type { HostFailure } from '../bootc/errors'
import type { Host } from '../ports'
import { RUN_FOLDER } from './systemd-run'

/** bootc takes the first of these that is there, as a whole (bootc-contract.md §3). */
const AUTH = '/run/ostree/auth.json'
const OWN = ['/etc/ostree/auth.json', '/usr/lib/ostree/auth.json']
/** The host's own file, kept while the operator's is in its place. */
const THEIRS = `${RUN_FOLDER}/auth.json`
/** Marks the operator's file; readers of containers-auth.json(5) pass over keys that they do not know. */
const MANAGER = 'bootc-operator'

/** What the host itself has: only the keys that are used are checked, and the rest stays as it is. */
const AuthFile = t.partial({ auths: t.UnknownRecord, credHelpers: t.UnknownRecord, managedBy: t.string }, 'AuthFile')

/** Never says what the file holds. */
const parse = <A>(codec: t.Type<A, unknown, unknown>, text: string): A | undefined => {
  const decoded = decodeJson(codec)(text)
  return E.isRight(decoded) ? decoded.right : undefined
}

/** containers-auth.json(5) knows a name and a password only in one; a token that stands in their place is kept beside. */
const entryOf = ({ username, password, identityToken }: RegistryAccount): object => ({
  auth: Buffer.from(`${username}:${password}`).toString('base64'),
  identitytoken: identityToken,
})

const without = (record: Record<string, unknown>, isGone: (key: string) => boolean): Record<string, unknown> =>
  Object.fromEntries(Object.entries(record).filter(([key]) => !isGone(key)))

/**
 * The accounts of the secret, as the operator reads them, over those of the host. Keys are written as
 * containers-auth.json(5) matches them: it takes the longest, heeds their case, and asks helpers first, so what the host
 * has for the same registries and paths would win and is left out. Everything else of the host's file stays.
 */
export const mergeAuth = (own: string | undefined, secret: string): string | undefined => {
  const ours = parse(DockerConfig, secret)
  if (ours === undefined) return undefined
  const accounts = accountsIn(ours)
  const isOurs = (key: string): boolean => accounts.some(({ prefix }) => covers(prefix, normalKey(key)))
  const registries = new Set(accounts.map(({ prefix }) => hostOf(prefix)))
  const { auths = {}, credHelpers, ...theirs } = (own === undefined ? undefined : parse(AuthFile, own)) ?? {}
  return `${JSON.stringify({
    ...theirs,
    credHelpers: credHelpers && without(credHelpers, key => registries.has(hostOf(normalKey(key)))),
    auths: {
      ...without(auths, isOurs),
      ...Object.fromEntries(accounts.map(({ prefix, account }) => [prefix, entryOf(account)])),
    },
    managedBy: MANAGER,
  })}\n`
}

const firstOf = async (host: Host, paths: ReadonlyArray<string>): Promise<string | undefined> => {
  for (const path of paths) {
    const text = await host.read(path)
    if (text !== undefined) return text
  }
  return undefined
}

const isOurs = (text: string | undefined): boolean => text !== undefined && parse(AuthFile, text)?.managedBy === MANAGER

/** Whether the host's credentials are those of a pool's secret now. */
export const holdsPullSecret = async (host: Host): Promise<boolean> => isOurs(await host.read(AUTH))

const giveBack = async (host: Host): Promise<void> => {
  const theirs = await host.read(THEIRS)
  if (theirs === undefined) await host.remove(AUTH)
  else await host.write(AUTH, theirs)
  await host.remove(THEIRS)
}

/** Whether the credentials on the host are other ones now. */
export type Synced = E.Either<HostFailure, 'changed' | 'unchanged'>

/**
 * Makes the credentials of bootc those of the host and of the secret together, and takes the secret's away when there is
 * none (any more). Writes nothing when all is as it should be.
 */
export const syncPullSecret = async (host: Host, secret: string | undefined): Promise<Synced> => {
  const current = await host.read(AUTH)
  if (secret === undefined) {
    if (!isOurs(current)) return E.right('unchanged')
    await giveBack(host)
    return E.right('changed')
  }
  const theirs = isOurs(current) ? await host.read(THEIRS) : current
  const wanted = mergeAuth(theirs ?? (await firstOf(host, OWN)), secret)
  if (wanted === undefined) {
    const message = 'the pull secret is no JSON object with `auths`: it must be of type kubernetes.io/dockerconfigjson'
    return E.left({ reason: 'InvalidPullSecret', message, terminal: false })
  }
  if (current === wanted) return E.right('unchanged')
  if (!isOurs(current)) {
    if (current === undefined) await host.remove(THEIRS)
    else await host.write(THEIRS, current)
  }
  await host.write(AUTH, wanted)
  return E.right('changed')
}
