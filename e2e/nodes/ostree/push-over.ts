import { type BaseImage, layeredImage } from '../../../testbed/images/layered-image'
import type { Blob } from '../../../testbed/registry/tiny-image'
import type { InstallSource } from '../qemu/hosts'

/** Pushes the operating system as one layer over the base's layers; answers with the image's digest. */
export const pushOver = (
  base: BaseImage,
  layers: ReadonlyArray<Blob>,
  { os, push }: Pick<InstallSource, 'os' | 'push'>,
): Promise<string> => {
  const image = layeredImage(base, os)
  return push({ ...image, blobs: [...layers, ...image.blobs] })
}
