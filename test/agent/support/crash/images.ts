import { createHash } from 'node:crypto'
import { imageDigestOf, type Registry, registryWith, writeRegistry } from '../../../../testbed/hosts/registry'
import type { Play } from './script'

const REPOSITORY = 'registry.example/os'

export const FIRST_IMAGE = `${REPOSITORY}:v1`
export const digestOf = (version: string): string => imageDigestOf(REPOSITORY, version)
export const imageOf = (version: string): string => `${REPOSITORY}@${digestOf(version)}`

type Image = Registry['images'][string]

/** As composefs sees it: by content. */
const contentOf = (version: string): string => createHash('sha512').update(version).digest('hex')

/** Writes the registry of a script: versions v1, v2 and v3. */
export const writeImages = (file: string, { signed = [], forArm = [], sameContent = {} }: Play): void => {
  const registry = registryWith(REPOSITORY, ['v1', 'v2', 'v3'])
  const toImage = (image: Image): Image => ({
    ...image,
    ...(forArm.includes(image.version) && { architecture: 'arm64' }),
    signed: signed.includes(image.version),
    verity: contentOf(sameContent[image.version] ?? image.version),
  })
  const images = Object.entries(registry.images).map(([digest, image]) => [digest, toImage(image)] as const)
  writeRegistry(file, { ...registry, images: Object.fromEntries(images) })
}
