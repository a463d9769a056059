import * as E from 'fp-ts/Either'
import * as t from 'io-ts'
import { decodeWith } from '../../hooks/api/decode'
import type { Trouble } from '../bootc/errors'
import type { Host } from '../ports'
import { RUN_FOLDER } from './systemd-run'

/** bootc takes the first of these that is there, as a whole (bootc.md §3). */
const AUTH = '/run/ostree/auth.json'
const OWN = ['/etc/ostree/auth.json', '/usr/lib/ostree/auth.json']
/** What somebody else had put in its place, kept while ours is there. */
const THEIRS = `${RUN_FOLDER}/auth.json`
/** Tells our file from others'; readers of containers-auth.json(5) pass over keys that they do not know. */
const MANAGER = 'bootc-operator'

const Account = t.partial({ auth: t.string, username: t.string, password: t.string }, 'Account')
const AuthFile = t.partial({ auths: t.record(t.string, Account), managedBy: t.string }, 'AuthFile')
type AuthFile = t.TypeOf<typeof AuthFile>

/** Never says what the file holds. */
const parse = (text: string): AuthFile | undefined => {
  try {
    const decoded = decodeWith(AuthFile)(JSON.parse(text))
    return E.isRight(decoded) ? decoded.right : undefined
  } catch {
    return undefined
  }
}

/** Kubernetes allows a name and a password alone; containers-auth.json(5) knows only both in one. */
const withAuth = (account: t.TypeOf<typeof Account>): object => {
  const { auth, username, password } = account
  if (auth !== undefined || username === undefined || password === undefined) return account
  return { auth: Buffer.from(`${username}:${password}`).toString('base64') }
}

/** The secret's accounts over those of the host; everything else of the host's file, e.g. helpers, stays. */
export const mergeAuth = (own: string | undefined, secret: string): string | undefined => {
  const ours = parse(secret)
  if (ours?.auths === undefined) return undefined
  const theirs = own === undefined ? {} : (parse(own) ?? {})
  const accounts = Object.entries(ours.auths).map(([registry, account]) => [registry, withAuth(account)])
  const auths = { ...theirs.auths, ...Object.fromEntries(accounts) }
  return `${JSON.stringify({ ...theirs, auths, managedBy: MANAGER })}\n`
}

const firstOf = async (host: Host, paths: ReadonlyArray<string>): Promise<string | undefined> => {
  for (const path of paths) {
    const text = await host.read(path)
    if (text !== undefined) return text
  }
  return undefined
}

const isOurs = (text: string | undefined): boolean => text !== undefined && parse(text)?.managedBy === MANAGER

/** Whether the host's credentials are those of a pool's secret now. */
export const holdsPullSecret = async (host: Host): Promise<boolean> => isOurs(await host.read(AUTH))

const giveBack = async (host: Host): Promise<void> => {
  const theirs = await host.read(THEIRS)
  if (theirs === undefined) await host.remove(AUTH)
  else await host.write(AUTH, theirs)
  await host.remove(THEIRS)
}

/** Whether the credentials on the host are other ones now. */
export type Synced = E.Either<Trouble, 'changed' | 'unchanged'>

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
