import { readFileSync } from 'node:fs'
import type { Descriptor } from '../image-builder/oci/blob'
import { type Blob, blobOf, descriptor, type Pushable } from '../registry/tiny-image'
import type { OsImage } from './os-image'
import { pushable } from './pushable'

/** What https://github.com/opencontainers/image-spec/blob/main/manifest.md says of an image, as far as a layer more needs it. */
export interface BaseImage {
  readonly manifest: { readonly layers: ReadonlyArray<Descriptor> }
  readonly config: {
    readonly config?: { readonly Labels?: Readonly<Record<string, string>> }
    readonly rootfs: { readonly diff_ids: ReadonlyArray<string> }
    readonly history?: ReadonlyArray<object>
  }
}

const OCI = 'application/vnd.oci.image'

/** A blob that is read when it is pushed, and not kept. */
export const fileBlob = (file: string, { digest, mediaType }: Omit<Descriptor, 'size'>): Blob => ({
  digest,
  mediaType,
  get bytes() {
    return readFileSync(file)
  },
})

interface Own {
  readonly layer: Blob
  readonly diffId: string
  readonly labels: Readonly<Record<string, string>>
  readonly created: string
}

interface RawConfig {
  readonly created: string
  readonly config: { readonly Labels?: Readonly<Record<string, string>> }
  readonly rootfs: { readonly diff_ids: ReadonlyArray<string> }
}

/** The one layer of a version, and what its configuration says. */
const ownOf = ({ image }: OsImage): Own => {
  const [config, layer] = pushable(image).blobs
  if (config === undefined || layer === undefined) throw new Error('an image of the operating system has one layer')
  const { created, config: start, rootfs } = JSON.parse(config.bytes.toString()) as RawConfig
  const [diffId = ''] = rootfs.diff_ids
  return { layer, diffId, labels: start.Labels ?? {}, created }
}

const withoutBootLabels = (labels: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(labels).filter(([name]) => name !== 'containers.bootc' && name !== 'ostree.bootable'),
  )

/** bootc takes an image whose history has fewer entries than layers for a truncated one. */
const historyOf = ({ manifest, config }: BaseImage): ReadonlyArray<object> =>
  config.history ?? manifest.layers.map(({ digest }) => ({ created_by: `layer ${digest}` }))

/**
 * A version of the operating system over an image whose layers the registry has already. Labels are the version's, so
 * that one which is no system stays none.
 */
export const layeredImage = (base: BaseImage, os: OsImage): Pushable => {
  const { manifest, config } = base
  const { layer, diffId, labels, created } = ownOf(os)
  const ownConfig = blobOf(
    {
      ...config,
      created,
      config: { ...config.config, Labels: { ...withoutBootLabels(config.config?.Labels ?? {}), ...labels } },
      rootfs: { type: 'layers', diff_ids: [...config.rootfs.diff_ids, diffId] },
      history: [...historyOf(base), { created, created_by: `version ${os.version}` }],
    },
    `${OCI}.config.v1+json`,
  )
  const mediaType = `${OCI}.manifest.v1+json`
  const own = {
    schemaVersion: 2,
    mediaType,
    config: descriptor(ownConfig),
    layers: [...manifest.layers, descriptor(layer)],
  }
  return { manifest: blobOf(own, mediaType), blobs: [ownConfig, layer], parts: [] }
}
