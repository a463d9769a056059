import { gzipSync } from 'node:zlib'
import { type Blob, blobOf, descriptorOf, digestOf, jsonBlob } from './blob'
import { completeEntries } from './complete-entries'
import type { Entry } from './entry'
import { tarOf } from './tar'

/** How a container of the image is started, in the words of https://github.com/opencontainers/image-spec/blob/main/config.md */
export interface StartConfig {
  readonly Entrypoint: ReadonlyArray<string>
  readonly Cmd?: ReadonlyArray<string>
  readonly Env?: ReadonlyArray<string>
  /** In numbers: kubelet cannot see that a name is not root. */
  readonly User?: string
  readonly WorkingDir?: string
  readonly Labels?: Readonly<Record<string, string>>
}

export interface ImageContents {
  /** From what changes least to what changes most: a node that has a layer does not fetch it again. */
  readonly layers: ReadonlyArray<ReadonlyArray<Entry>>
  readonly config: StartConfig
  /** As in the Go world: amd64, arm64. */
  readonly architecture: string
  readonly created: Date
}

export interface Image {
  readonly manifest: Blob
  readonly blobs: ReadonlyArray<Blob>
}

const MEDIA_TYPE = 'application/vnd.oci.image'

/** Node writes no time and no name into a gzip header, so equal layers stay equal. */
const layerOf = (entries: ReadonlyArray<Entry>, level?: number): { readonly blob: Blob; readonly diffId: string } => {
  const tar = tarOf(completeEntries(entries))
  return { blob: blobOf(`${MEDIA_TYPE}.layer.v1.tar+gzip`, gzipSync(tar, { level })), diffId: digestOf(tar) }
}

/** An OCI image of these contents. Pure: the same contents give the same digest (with the same release of Node, which compresses). */
export const assembleImage = (
  { layers, config, architecture, created }: ImageContents,
  compression?: number,
): Image => {
  const packed = layers.map(entries => layerOf(entries, compression))
  const configBlob = jsonBlob(`${MEDIA_TYPE}.config.v1+json`, {
    created: created.toISOString(),
    architecture,
    os: 'linux',
    config,
    rootfs: { type: 'layers', diff_ids: packed.map(({ diffId }) => diffId) },
  })
  const mediaType = `${MEDIA_TYPE}.manifest.v1+json`
  const manifest = jsonBlob(mediaType, {
    schemaVersion: 2,
    mediaType,
    config: descriptorOf(configBlob),
    layers: packed.map(({ blob }) => descriptorOf(blob)),
  })
  return { manifest, blobs: [configBlob, ...packed.map(({ blob }) => blob)] }
}
