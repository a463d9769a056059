import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'

export interface Blob {
  readonly digest: string
  readonly mediaType: string
  readonly bytes: Buffer
}

/** An image as a registry keeps it; of an index `parts` are the images that it lists. */
export interface Pushable {
  readonly manifest: Blob
  readonly blobs: ReadonlyArray<Blob>
  readonly parts: ReadonlyArray<Pushable>
}

export interface ImageWish {
  readonly architecture?: string
  /** Label org.opencontainers.image.version; makes the image differ from others, too. */
  readonly version?: string
  /** RFC 3339. */
  readonly created?: string
  readonly labels?: Readonly<Record<string, string>>
}

export const digestOf = (bytes: Buffer): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`

export const blobOf = (content: object | Buffer, mediaType = 'application/json'): Blob => {
  const bytes = Buffer.isBuffer(content) ? content : Buffer.from(JSON.stringify(content))
  return { digest: digestOf(bytes), mediaType, bytes }
}

/** What a manifest says of a blob. */
export const descriptor = ({ digest, mediaType, bytes }: Blob): object => ({ mediaType, digest, size: bytes.length })

const OCI = 'application/vnd.oci.image'
/** An archive without files: two blocks of zeros. */
const EMPTY_TAR = Buffer.alloc(1024)

/** An OCI image (image-spec 1.0) that says what a bootc image says, and holds nothing. */
export const tinyImage = (wish: ImageWish = {}): Pushable => {
  const { architecture = 'amd64', version = '1', created = '2026-01-01T00:00:00Z' } = wish
  const labels = wish.labels ?? { 'containers.bootc': '1', 'ostree.bootable': '1' }
  const layer = blobOf(gzipSync(EMPTY_TAR), `${OCI}.layer.v1.tar+gzip`)
  const config = blobOf(
    {
      architecture,
      os: 'linux',
      created,
      config: { Labels: { ...labels, 'org.opencontainers.image.version': version } },
      rootfs: { type: 'layers', diff_ids: [digestOf(EMPTY_TAR)] },
    },
    `${OCI}.config.v1+json`,
  )
  const mediaType = `${OCI}.manifest.v1+json`
  const manifest = { schemaVersion: 2, mediaType, config: descriptor(config), layers: [descriptor(layer)] }
  return { manifest: blobOf(manifest, mediaType), blobs: [config, layer], parts: [] }
}

/** An OCI index with one image for each architecture, and an attestation, as build tools add it. */
export const tinyIndex = (
  architectures: ReadonlyArray<string>,
  wish: Omit<ImageWish, 'architecture'> = {},
): Pushable => {
  const images = architectures.map(architecture => ({ architecture, image: tinyImage({ ...wish, architecture }) }))
  const attestation = tinyImage({ architecture: 'unknown', labels: {} })
  const entry = ({ manifest }: Pushable, os: string, architecture: string): object => ({
    ...descriptor(manifest),
    platform: { os, architecture },
  })
  const mediaType = `${OCI}.index.v1+json`
  const manifests = [
    entry(attestation, 'unknown', 'unknown'),
    ...images.map(({ architecture, image }) => entry(image, 'linux', architecture)),
  ]
  const parts = [attestation, ...images.map(({ image }) => image)]
  return { manifest: blobOf({ schemaVersion: 2, mediaType, manifests }, mediaType), blobs: [], parts }
}
