import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { bootableImage, readRegistry, writeRegistry } from '../../../testbed/hosts/registry'
import { type Habits, startHabitsProxy } from '../../../testbed/registry/habits'
import { startRegistry, type TestRegistry } from '../../../testbed/registry/start-registry'
import { tinyImage, tinyIndex } from '../../../testbed/registry/tiny-image'
import type { World } from '../support/world'

const FOLDER = mkdtempSync(join(tmpdir(), 'bootc-shelf-'))
process.once('exit', () => rmSync(FOLDER, { recursive: true, force: true }))

/** What the hook server trusts. Each registry that starts adds its own authority, as an edited ConfigMap would. */
export const CA_FILE = join(FOLDER, 'ca.crt')
writeFileSync(CA_FILE, '')
/** Where the hook server may log in; each registry with a token service adds its own, as an edited ConfigMap would. */
export const LOGINS_FILE = join(FOLDER, 'logins')
writeFileSync(LOGINS_FILE, '')

const started = new Map<string, Promise<TestRegistry>>()

/** Debian's registry over TLS, one for each name, which ends with the suite. */
export const registryNamed = (world: World, name: string, auth: 'none' | 'token' = 'none'): Promise<TestRegistry> => {
  const begin = async (): Promise<TestRegistry> => {
    const registry = await startRegistry({ dir: join(FOLDER, name), tls: true, auth })
    world.atEnd(() => void registry.stop())
    appendFileSync(CA_FILE, readFileSync(registry.caFile))
    if (registry.login !== undefined) appendFileSync(LOGINS_FILE, `${registry.login}\n`)
    return registry
  }
  const there = started.get(name) ?? begin()
  started.set(name, there)
  return there
}

/** The same registry behind a proxy with habits of others; it may log in where that one says. */
export const withHabits = async (world: World, registry: TestRegistry, habits: Habits): Promise<TestRegistry> => {
  const { host, otherHost, stop } = await startHabitsProxy(registry, habits)
  world.atEnd(stop)
  if (habits.realmElsewhere === true) appendFileSync(LOGINS_FILE, `${host}=${otherHost}\n`)
  return { ...registry, host, dockerConfig: () => JSON.stringify({ auths: { [host]: { ...registry.account() } } }) }
}

/** Folder of everything that the processes of the lab write. */
export const labFolder = ({ lab }: World): string => dirname(dirname(lab.controlPlane.kubeconfig))

export interface Release {
  readonly registry: TestRegistry
  /** Without the host. */
  readonly repository: string
  readonly version: string
  /** Moves there when it is another image's. */
  readonly tag?: string
  /** An index when there are several. */
  readonly architectures?: ReadonlyArray<string>
}

/** Hosts pull from a file that stands for all registries: the same digests are to be there. */
const shelve = (
  world: World,
  { registry: { host, account }, repository, version }: Release,
  shelved: Shelved,
): void => {
  const file = join(labFolder(world), 'hosts', 'registry.json')
  const all = readRegistry(file)
  const name = `${host}/${repository}`
  const { tags = {}, digests = [] } = all.repositories[name] ?? {}
  const { username, password } = account()
  const auth = Buffer.from(`${username}:${password}`).toString('base64')
  const images = Object.entries(shelved.images).map(([architecture, digest]) => [
    digest,
    bootableImage(version, { architecture }),
  ])
  writeRegistry(file, {
    hosts: { ...all.hosts, [host]: shelved.isPrivate ? { auth } : {} },
    images: { ...all.images, ...Object.fromEntries(images) },
    indexes: { ...all.indexes, ...(shelved.index && { [shelved.index]: shelved.images }) },
    repositories: {
      ...all.repositories,
      [name]: {
        tags,
        digests: [...digests, ...Object.values(shelved.images), ...(shelved.index ? [shelved.index] : [])],
      },
    },
  })
}

interface Shelved {
  /** Digest by architecture. */
  readonly images: Readonly<Record<string, string>>
  readonly index?: string
  readonly isPrivate: boolean
}

/** Makes an image and pushes it to the registry, and to where the hosts find it. Answers with its digest. */
export const release = async (world: World, wish: Release): Promise<string> => {
  const { registry, repository, version, tag, architectures = ['amd64'] } = wish
  const isIndex = architectures.length > 1
  const image = isIndex ? tinyIndex(architectures, { version }) : tinyImage({ version })
  const parts = architectures.map(architecture => [architecture, tinyImage({ version, architecture }).manifest.digest])
  const digest = image.manifest.digest
  shelve(world, wish, {
    images: Object.fromEntries(parts),
    isPrivate: registry.isPrivate,
    ...(isIndex && { index: digest }),
  })
  return registry.push(repository, image, tag)
}

/** The hosts' registry asks for the account that the real one asks for now. */
export const followAccount = (world: World, { host, account }: TestRegistry): void => {
  const file = join(labFolder(world), 'hosts', 'registry.json')
  const all = readRegistry(file)
  const { username, password } = account()
  const auth = Buffer.from(`${username}:${password}`).toString('base64')
  writeRegistry(file, { ...all, hosts: { ...all.hosts, [host]: { auth } } })
}
