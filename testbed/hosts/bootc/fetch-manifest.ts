import { createHash } from 'node:crypto'
import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import * as E from 'fp-ts/Either'
import type { CommandContext } from '../host-command-context'
import type { StoredImage } from '../host-state'
import { type ImageReference, parseImageReference, repositoryName } from '../image-reference'
import { type HostLayout, hostPath } from '../layout'
import { type Registry, readRegistry } from '../registry'
import { type Failure, failures } from './failure'

/** The first existing file wins, whole; nothing else is looked at (bootc-contract.md §3). */
const AUTH_FILES = ['/run/ostree/auth.json', '/etc/ostree/auth.json', '/usr/lib/ostree/auth.json']

/** The file whose credentials count. */
export const authFile = (layout: HostLayout): string | undefined =>
  AUTH_FILES.map(path => hostPath(layout, path)).find(existsSync)

const credentialsFor = ({ layout }: CommandContext, registryHost: string): string | undefined => {
  const file = authFile(layout)
  if (file === undefined) return undefined
  const { auths = {} } = JSON.parse(readFileSync(file, 'utf8')) as { auths?: Record<string, { auth?: string }> }
  return auths[registryHost]?.auth
}

const hash = (algorithm: string, text: string): string => createHash(algorithm).update(text).digest('hex')

const perArchitecture = (
  context: CommandContext,
  registry: Registry,
  reference: ImageReference,
): E.Either<Failure, string> => {
  const repository = registry.repositories[reference.repository]
  const digest = reference.digest ?? repository?.tags[reference.tag ?? 'latest']
  if (digest === undefined || repository?.digests.includes(digest) !== true) {
    return E.left(failures.manifestUnknown(reference))
  }
  const index = registry.indexes[digest]
  if (index === undefined) return E.right(digest)
  const found = index[context.settings.architecture]
  return found === undefined ? E.left(failures.notInIndex(reference, context.settings.architecture)) : E.right(found)
}

/** Asks the registry for an image; every ask is one line of the host's registry log, so a test can count them. */
export const fetchManifest = (context: CommandContext, image: string): E.Either<Failure, StoredImage> => {
  const reference = parseImageReference(image)
  if (reference === undefined) return E.left(failures.invalidReference(image))
  appendFileSync(context.layout.registryLog, `manifest ${image}\n`)
  if (context.images !== undefined) return context.images.find(reference)
  const { backend } = context.settings
  if (backend === 'composefs' && reference.tag !== undefined && reference.digest !== undefined) {
    return E.left(failures.tagAndDigest(reference)) // ostree drops the tag instead (recorded steps 121 and 239).
  }
  const registry = readRegistry(context.settings.registry)
  const host = registry.hosts[reference.host]
  if (host === undefined) return E.left(failures.noSuchHost(reference))
  if (host.down === true) return E.left(failures.registryDown(reference, host.insecure === true))
  if (host.auth !== undefined && credentialsFor(context, reference.host) !== host.auth) {
    return E.left(failures.unauthorized(reference))
  }
  const digest = perArchitecture(context, registry, reference)
  if (E.isLeft(digest)) return digest
  const found = registry.images[digest.right]
  if (found === undefined) return E.left(failures.manifestUnknown(reference))
  // skopeo heeds the policy with and without bootc's own option (bootc-contract.md §3).
  const isRejected = context.settings.signaturePolicy === 'signed' && found.signed !== true
  if (isRejected) return E.left(failures.signatureRejected(reference))
  // composefs looks at neither (recorded step 440).
  if (backend === 'ostree' && found.labels['ostree.bootable'] === undefined) {
    return E.left(failures.notBootable(reference))
  }
  if (backend === 'ostree' && found.architecture !== context.settings.architecture) {
    return E.left(failures.wrongArchitecture(reference, found.architecture, context.settings.architecture))
  }
  const { version, timestamp, architecture, kernel, layers } = found
  const common = { image, digest: digest.right, version, timestamp, architecture, kernel, layers }
  if (backend === 'ostree')
    return E.right({ ...common, commit: found.commit ?? hash('sha256', `commit ${digest.right}`) })
  const bootDigest = found.bootDigest ?? hash('sha256', kernel)
  return E.right({ ...common, bootDigest, commit: found.verity ?? hash('sha512', `verity ${digest.right}`) })
}

/**
 * The image a verb is about. One pinned by its per-architecture digest that the repository has already needs no registry;
 * a tag, or the digest of an index, is asked for each time (recorded steps 056, 057 and 111).
 */
export const resolveImage = (
  context: CommandContext,
  stored: Readonly<Record<string, StoredImage>>,
  image: string,
): E.Either<Failure, StoredImage> => {
  const known = stored[repositoryName(image)]
  const pinned = parseImageReference(image)?.digest
  return known !== undefined && known.digest === pinned ? E.right(known) : fetchManifest(context, image)
}
