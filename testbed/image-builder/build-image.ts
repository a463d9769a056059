import { join } from 'node:path'
import { type BuildOptions, contentsOf } from './contents-of'
import type { ImageName } from './images/recipes'
import { assembleImage } from './oci/assemble-image'
import { writeLayout } from './oci/write-layout'

/** An image as a folder in OCI layout, and the digest of its manifest. */
export interface BuiltImage {
  readonly folder: string
  readonly digest: string
}

/** Where an image goes unless told otherwise. */
export const defaultFolder = (name: ImageName): string =>
  join(__dirname, '..', '..', 'dist', name === 'operator' ? 'image' : `image-${name}`)

/** Builds one of our images into a folder, which it replaces. */
export const buildImage = async (name: ImageName, folder: string, options: BuildOptions): Promise<BuiltImage> => {
  const image = assembleImage(await contentsOf(name, options), options.compression)
  await writeLayout(folder, image)
  return { folder, digest: image.manifest.digest }
}
