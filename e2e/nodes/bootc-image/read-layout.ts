import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Descriptor } from '../../../testbed/image-builder/oci/blob'
import { type BaseImage, fileBlob } from '../../../testbed/images/layered-image'
import type { Blob } from '../../../testbed/registry/tiny-image'

/** An image in an OCI layout of one image, as skopeo writes it; its layers stay files. */
export const readLayout = (folder: string): { readonly image: BaseImage; readonly layers: ReadonlyArray<Blob> } => {
  const fileOf = (digest: string): string => join(folder, 'blobs', ...digest.split(':'))
  const parsed = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'))
  const { manifests } = parsed(join(folder, 'index.json')) as { manifests: ReadonlyArray<Descriptor> }
  const [only] = manifests
  if (only === undefined || manifests.length > 1) throw new Error(`${folder} must hold one image`)
  const manifest = parsed(fileOf(only.digest)) as BaseImage['manifest'] & { readonly config: Descriptor }
  const config = parsed(fileOf(manifest.config.digest)) as BaseImage['config']
  return {
    image: { manifest, config },
    layers: manifest.layers.map(layer => fileBlob(fileOf(layer.digest), layer)),
  }
}
