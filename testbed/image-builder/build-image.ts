import { join } from 'node:path'
import { type BuildOptions, contentsOf } from './contents-of'
import type { ImageName } from './images/recipes'
import { assembleImage } from './oci/assemble-image'
import { writeLayout } from './oci/write-layout'
import { architectureOf, ownPlatform } from './platform'

/** An image as a folder in OCI layout, and the digest of its manifest. */
export interface BuiltImage {
  readonly folder: string
  readonly digest: string
}

/** Where an image goes by default: images for other machines stay apart. */
export const defaultFolder = (name: ImageName, platform = ownPlatform()): string => {
  const image = name === 'operator' ? 'image' : `image-${name}`
  const isOther = platform !== undefined && platform !== ownPlatform()
  return join(__dirname, '..', '..', 'dist', isOther ? `${image}-${architectureOf(platform)}` : image)
}

/** Builds one of our images into a folder, which it replaces. */
export const buildImage = async (name: ImageName, folder: string, options: BuildOptions): Promise<BuiltImage> => {
  const image = assembleImage(await contentsOf(name, options), options.compression)
  await writeLayout(folder, image)
  return { folder, digest: image.manifest.digest }
}
