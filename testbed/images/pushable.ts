import type { Image } from '../image-builder/oci/assemble-image'
import type { Blob as BuiltBlob } from '../image-builder/oci/blob'
import type { Blob, Pushable } from '../registry/tiny-image'

const blob = ({ digest, mediaType, content }: BuiltBlob): Blob => ({ digest, mediaType, bytes: content })

/** An image that was assembled here, as the test registry takes it. */
export const pushable = ({ manifest, blobs }: Image): Pushable => ({
  manifest: blob(manifest),
  blobs: blobs.map(blob),
  parts: [],
})
