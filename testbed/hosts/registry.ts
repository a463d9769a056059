import { createHash } from 'node:crypto'
import { readJsonFile, writeJsonFile } from './json-file'

export interface ImageLayer {
  readonly digest: string
  /** Compressed size in bytes, as the manifest says. */
  readonly size: number
  /** What it takes in the ostree repository, in bytes, where that differs. */
  readonly stored?: number
  /** On a host: the content is not what the digest says. */
  readonly altered?: true
}

export interface RegistryImage {
  readonly version: string
  /** RFC 3339, from label org.opencontainers.image.created. */
  readonly timestamp: string
  readonly architecture: string
  readonly labels: Readonly<Record<string, string>>
  readonly layers: ReadonlyArray<ImageLayer>
  /** Kernel, initramfs and kernel arguments in one word: equal words may soft reboot into each other. */
  readonly kernel: string
  /** ostree commit, 64 hex digits; made from the digest where absent. */
  readonly commit?: string
  /** Carries a signature that the hosts' policy accepts. */
  readonly signed?: boolean
  /** fs-verity digest by which composefs knows the content, 128 hex digits; made from the digest where absent. */
  readonly verity?: string
  /** Of kernel and initramfs alone, 64 hex digits; composefs only, made from `kernel` where absent. */
  readonly bootDigest?: string
}

export interface RegistryHost {
  /** Plain HTTP: only seen in error texts. */
  readonly insecure?: boolean
  /** Nothing listens there. */
  readonly down?: boolean
  /** base64 of user:password that a pull needs. */
  readonly auth?: string
}

/** The file that stands for all registries a cluster of hosts can reach. */
export interface Registry {
  readonly hosts: Readonly<Record<string, RegistryHost>>
  /** By manifest digest; a digest may be pulled from every repository that lists it. */
  readonly images: Readonly<Record<string, RegistryImage>>
  /** Multi-arch indexes: digest → architecture → manifest digest. */
  readonly indexes: Readonly<Record<string, Readonly<Record<string, string>>>>
  /** `host/path` → its tags and the digests it has. */
  readonly repositories: Readonly<
    Record<string, { readonly tags: Readonly<Record<string, string>>; readonly digests: ReadonlyArray<string> }>
  >
}

export const readRegistry = (path: string): Registry => {
  const read = readJsonFile(path)
  if (read === undefined) throw new Error(`${path} is missing: write the registry file with writeRegistry first`)
  return read as Registry
}

export const writeRegistry = (path: string, registry: Registry): void => writeJsonFile(path, registry)

export const digestOf = (seed: string): string => `sha256:${createHash('sha256').update(seed).digest('hex')}`

const BASE_LAYER: ImageLayer = { digest: digestOf('base layer'), size: 194_169_563 }

/** A bootable image of two layers, the big one shared by all; the digest follows from the repository and the version. */
export const bootableImage = (version: string, changes: Partial<RegistryImage> = {}): RegistryImage => ({
  version,
  timestamp: '2026-01-01T00:00:00Z',
  architecture: 'amd64',
  labels: { 'containers.bootc': '1', 'ostree.bootable': '1' },
  layers: [BASE_LAYER, { digest: digestOf(`layer of ${version}`), size: 217 }],
  kernel: 'kernel-1',
  ...changes,
})

export const imageDigestOf = (repository: string, version: string): string => digestOf(`${repository}:${version}`)

/** A registry with one repository; each version is a bootable image with a tag of that name. */
export const registryWith = (repository: string, versions: ReadonlyArray<string>): Registry => {
  const digests = versions.map(version => imageDigestOf(repository, version))
  const byVersion = versions.map((version, at) => [version, digests[at] ?? ''] as const)
  return {
    hosts: { [repository.split('/')[0] ?? repository]: {} },
    images: Object.fromEntries(byVersion.map(([version, digest]) => [digest, bootableImage(version)])),
    indexes: {},
    repositories: { [repository]: { tags: Object.fromEntries(byVersion), digests } },
  }
}
