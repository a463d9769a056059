import { readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { hostPath } from '../../../testbed/hosts/layout'
import { bootableImage, imageDigestOf, readRegistry, writeRegistry } from '../../../testbed/hosts/registry'
import { readSettings } from '../../../testbed/hosts/settings'
import { ourWritesSince } from '../../../testbed/lab/audit'
import { logFilesIn } from '../../../testbed/lab/log-files'
import { machineOf } from '../support/acts'
import { STORY_LABEL } from '../support/pools'
import { type Pool, poolPath, readPool, until } from '../support/views'
import type { World } from '../support/world'

const NAMESPACE = 'bootc-operator'
const DOCKER_CONFIG = 'kubernetes.io/dockerconfigjson'
/** Opens on one day of some years: nodes stage, and do not reboot. */
const NEVER = [{ start: '0 0 29 2 *', duration: '1m', timeZone: 'UTC' }]

export const accountOf = (password: string): string => Buffer.from(`node:${password}`).toString('base64')

export interface OwnRegistry {
  /** Without it everybody gets the images. */
  readonly password?: string
  /** Versions that carry a signature. */
  readonly signed?: ReadonlyArray<string>
}

/** A registry of a story's own, with versions v2 and v3. */
export const serveImages = (world: World, node: string, host: string, { password, signed }: OwnRegistry): void => {
  const { registry: file } = readSettings(machineOf(world, node).layout)
  const registry = readRegistry(file)
  const repository = `${host}/os`
  const tags = Object.fromEntries(['v2', 'v3'].map(version => [version, imageDigestOf(repository, version)]))
  const imageOf = (version: string) => bootableImage(version, { signed: signed?.includes(version) === true })
  const images = Object.fromEntries(Object.entries(tags).map(([version, digest]) => [digest, imageOf(version)]))
  writeRegistry(file, {
    ...registry,
    hosts: { ...registry.hosts, [host]: password === undefined ? {} : { auth: accountOf(password) } },
    images: { ...registry.images, ...images },
    repositories: { ...registry.repositories, [repository]: { tags, digests: Object.values(tags) } },
  })
}

export interface PrivatePool {
  readonly name: string
  readonly host: string
  readonly version: string
  readonly pullSecretRef?: { readonly name: string; readonly namespace?: string }
  readonly requireSignature?: boolean
}

/** Stages only, so that a story is short. */
export const putPool = (
  { api }: World,
  { name, host, version, pullSecretRef, requireSignature }: PrivatePool,
): Promise<void> =>
  api.put(poolPath(name), {
    apiVersion: 'node.bootc.dev/v1alpha1',
    kind: 'BootcNodePool',
    metadata: { name },
    spec: {
      nodeSelector: { matchLabels: { [STORY_LABEL]: name } },
      image: {
        ref: `${host}/os@${imageDigestOf(`${host}/os`, version)}`,
        ...(requireSignature && { requireSignature }),
      },
      rollout: { maintenanceWindows: NEVER },
      ...(pullSecretRef && { pullSecretRef }),
    },
  })

/** Makes the hooks look at a pool at once, as its next resync would. */
export const poke = ({ api }: World, pool: string): Promise<unknown> =>
  api.patch(poolPath(pool), { metadata: { annotations: { 'example.com/poked': String(Date.now()) } } })

export const secretPath = (name: string, namespace = NAMESPACE): string =>
  `/api/v1/namespaces/${namespace}/secrets/${name}`

export const putSecret = (
  { api }: World,
  name: string,
  {
    host,
    password,
    namespace = NAMESPACE,
    type = DOCKER_CONFIG,
  }: Readonly<Record<'host' | 'password', string>> & {
    readonly namespace?: string
    readonly type?: string
  },
): Promise<void> => {
  const config = JSON.stringify({ auths: { [host]: { auth: accountOf(password) } } })
  const metadata = { name, namespace }
  return api.put(secretPath(name, namespace), {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata,
    type,
    data: { '.dockerconfigjson': Buffer.from(config).toString('base64') },
  })
}

/** Files and objects that tell of a pool, in one text. */
export const allThatIsTold = async ({ lab, api }: World, pool: string): Promise<string> => {
  const told = ['/api/v1/events', poolPath(pool), `/apis/node.bootc.dev/v1alpha1/bootcnodeupdates/${pool}-1`]
  const objects = await Promise.all(told.map(path => api.get(path)))
  const dir = dirname(dirname(lab.controlPlane.auditLog))
  return [...objects.map(object => JSON.stringify(object)), ...logFilesIn(dir).map(({ text }) => text)].join()
}

/** `verb resource/name` of the operator's writes to objects of this name. A stale cache may have led to a second try. */
export const writesTo = async ({ lab }: World, name: string): Promise<ReadonlyArray<string>> => [
  ...new Set(
    (await ourWritesSince(lab.controlPlane.auditLog, 0))
      .filter(({ what }) => what.endsWith(`/${name}`))
      .map(({ verb, what }) => `${verb} ${what}`),
  ),
]

const pullSecretCondition = ({ status }: Pool) => status?.conditions?.find(({ type }) => type === 'PullSecretReady')

/** Waits for a reason of condition PullSecretReady, and answers its message. Without one: for there to be no condition. */
export const untilReason = (world: World, pool: string, reason: string | undefined): Promise<string> =>
  until(
    `${pool}: PullSecretReady to be for ${reason}`,
    async () => {
      const condition = pullSecretCondition(await readPool(world, pool))
      return condition?.reason === reason ? (condition?.message ?? '') : undefined
    },
    { shown: async () => JSON.stringify(pullSecretCondition(await readPool(world, pool))) },
  )

/** The credentials that bootc would use on a host; undefined when it has none. */
const authOn = (world: World, node: string): string | undefined => {
  try {
    return readFileSync(hostPath(machineOf(world, node).layout, '/run/ostree/auth.json'), 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** Waits until the host has the account with this password; undefined: until it has none of ours. */
export const untilAccount = (world: World, node: string, password: string | undefined): Promise<true> =>
  until(`${node} to have ${password === undefined ? 'no account' : `the account with ${password}`}`, async () => {
    const auth = authOn(world, node)
    const has = password === undefined ? auth === undefined : auth?.includes(accountOf(password)) === true
    return has || undefined
  })
