import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import * as E from 'fp-ts/Either'
import { type Failure, failures } from '../../../../../testbed/hosts/bootc/failure'
import type { ImageSource } from '../../../../../testbed/hosts/host-command-context'
import type { StoredImage } from '../../../../../testbed/hosts/host-state'
import type { ImageReference } from '../../../../../testbed/hosts/image-reference'
import type { HostLayout } from '../../../../../testbed/hosts/layout'
import type { ImageLayer } from '../../../../../testbed/hosts/registry'
import { command } from './command'
import { layerFolder, WORK } from './paths'
import { causeOf, copyImage, readConfig, readManifest } from './skopeo'

const hex = (digest: string): string => digest.replace('sha256:', '')

/** bootc drops the tag of a reference that has a digest too. */
const nameOf = ({ repository, tag, digest }: ImageReference): string =>
  digest === undefined ? `${repository}:${tag ?? 'latest'}` : `${repository}@${digest}`

const opening = (image: string, error: unknown): Failure => ({
  text: causeOf(error instanceof Error ? error.message : String(error)),
  during: { step: 'opening', image },
})

const describe = (
  layout: HostLayout,
  reference: ImageReference,
  architecture: string,
): E.Either<Failure, StoredImage> => {
  const manifest = readManifest(layout, { name: nameOf(reference), repository: reference.repository }, architecture)
  if (manifest === undefined) return E.left(failures.notInIndex(reference, architecture))
  const config = readConfig(layout, `${reference.repository}@${manifest.digest}`)
  if (config.labels['ostree.bootable'] === undefined) return E.left(failures.notBootable(reference))
  if (config.architecture !== architecture) {
    return E.left(failures.wrongArchitecture(reference, config.architecture, architecture))
  }
  return E.right({
    image: reference.text,
    digest: manifest.digest,
    version: config.labels['org.opencontainers.image.version'] ?? '',
    timestamp: config.created,
    architecture,
    // QEMU brings the kernel, so all images have the same; a label makes one that claims another.
    kernel: config.labels['bootc-e2e.kernel'] ?? 'of QEMU',
    commit: hex(manifest.digest),
    layers: manifest.layers.map(({ digest, size }) => ({ digest, size })),
  })
}

/** A layer that was only half unpacked when the power went off must not count. */
const unpack = (blob: string, digest: string): void => {
  const folder = layerFolder(digest)
  if (existsSync(folder)) return
  rmSync(`${folder}.new`, { recursive: true, force: true })
  mkdirSync(`${folder}.new`, { recursive: true })
  command('tar', '-xzf', blob, '-C', `${folder}.new`)
  command('sync', '-f', `${folder}.new`)
  renameSync(`${folder}.new`, folder)
}

/** Images of a real registry, asked and pulled with skopeo over the machine's network and with its credentials. */
export const registryImages = (layout: HostLayout, architecture: string): ImageSource => ({
  find: reference => {
    try {
      return describe(layout, reference, architecture)
    } catch (error) {
      return E.left(opening(reference.text, error))
    }
  },
  pull: async (image: StoredImage, needed: ReadonlyArray<ImageLayer>) => {
    const missing = needed.filter(({ digest }) => !existsSync(layerFolder(digest)))
    if (missing.length === 0) return
    const blobs = join(WORK, 'blobs')
    mkdirSync(blobs, { recursive: true })
    copyImage(layout, image.image.replace(/(:[^/:@]*)?(@.*)?$/, `@${image.digest}`), {
      folder: join(WORK, 'pull'),
      blobs,
    })
    for (const { digest } of missing) unpack(join(blobs, 'sha256', hex(digest)), digest)
    rmSync(WORK, { recursive: true, force: true })
  },
})
