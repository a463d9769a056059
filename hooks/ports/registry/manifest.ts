import { createHash } from 'node:crypto'
import * as E from 'fp-ts/Either'
import { ImageDigest } from '../../api/image'
import { fieldsOf, parseJson, textOf } from './json'

const INDEX_TYPES = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
]
const IMAGE_TYPES = [
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
]
/** What is accepted, OCI and Docker; an index first where a registry could give both. */
export const MANIFEST_TYPES = [...INDEX_TYPES, ...IMAGE_TYPES].join(', ')

/** An entry of an index that could be an image for Linux. */
export interface IndexEntry {
  readonly digest: ImageDigest
  readonly architecture?: string
}

/** OCI image-spec, image-index.md; Docker's manifest list has the same fields. */
export interface Index {
  readonly entries: ReadonlyArray<IndexEntry>
}

type Texts = Readonly<Record<string, string>>

/** OCI image-spec, manifest.md; Docker's schema 2 has the same fields. */
export interface ImageManifest {
  readonly config: ImageDigest
  readonly annotations: Texts
}

/** OCI image-spec, config.md. */
export interface ImageConfig {
  readonly architecture?: string
  readonly created?: string
  readonly labels: Texts
}

export type ManifestDocument =
  | { readonly kind: 'index'; readonly index: Index }
  | { readonly kind: 'manifest'; readonly manifest: ImageManifest }
  /** Content that no registry keeps as a manifest: a page, an empty answer, JSON about something else. */
  | { readonly kind: 'foreign'; readonly what: string }

const textsOf = (value: unknown): Texts =>
  Object.fromEntries(
    Object.entries(fieldsOf(value)).filter((pair): pair is [string, string] => typeof pair[1] === 'string'),
  )

/** What build tools put beside an image, for a platform that they call unknown (docker/buildx, attestation storage). */
const isAttestation = (entry: Readonly<Record<string, unknown>>): boolean =>
  textOf(fieldsOf(entry['annotations'])['vnd.docker.reference.type']) === 'attestation-manifest'

/** An entry that could be an image; others, and those that cannot be read, are ignored. */
const entryOf = (value: unknown): ReadonlyArray<IndexEntry> => {
  const entry = fieldsOf(value)
  const { digest, mediaType, artifactType, platform } = entry
  const type = textOf(mediaType)
  if (!ImageDigest.is(digest) || textOf(artifactType) !== undefined || isAttestation(entry)) return []
  if (type !== undefined && !IMAGE_TYPES.includes(type)) return []
  const { os, architecture } = fieldsOf(platform)
  const name = textOf(architecture)
  if (name === 'unknown' || (textOf(os) ?? 'linux') !== 'linux') return []
  return [{ digest, architecture: name }]
}

/** OCI image-spec, manifest.md: an artifact has no configuration of an image. */
const EMPTY_CONFIG = 'application/vnd.oci.empty.v1+json'

const artifactIn = (fields: Readonly<Record<string, unknown>>): string | undefined => {
  const isEmpty = textOf(fieldsOf(fields['config'])['mediaType']) === EMPTY_CONFIG
  return textOf(fields['artifactType']) ?? (isEmpty ? EMPTY_CONFIG : undefined)
}

/** Fields that tell that a registry keeps it, though it is no image. */
const isKept = (fields: Readonly<Record<string, unknown>>): boolean =>
  'schemaVersion' in fields || 'mediaType' in fields || 'config' in fields || 'manifests' in fields

/**
 * Decides by the content, since not every registry gives the right media type. Whatever is optional may be absent, null or
 * of another type. Left says what is wrong with a manifest.
 */
export const parseDocument = (bytes: Buffer): E.Either<string, ManifestDocument> => {
  const value = parseJson(bytes)
  const fields = fieldsOf(value)
  if (value === undefined) return E.right({ kind: 'foreign', what: 'something that is no JSON' })
  if (!isKept(fields)) return E.right({ kind: 'foreign', what: 'JSON that is no manifest' })
  if (Array.isArray(fields['manifests'])) {
    return E.right({ kind: 'index', index: { entries: fields['manifests'].flatMap(entryOf) } })
  }
  const artifact = artifactIn(fields)
  if (artifact !== undefined) return E.left(`it is an artifact (${artifact}) and no image`)
  const { digest } = fieldsOf(fields['config'])
  if (ImageDigest.is(digest)) {
    return E.right({ kind: 'manifest', manifest: { config: digest, annotations: textsOf(fields['annotations']) } })
  }
  return E.left(
    'config' in fields
      ? 'config.digest of its manifest is no sha256 digest'
      : 'it is neither an index nor a manifest of an image',
  )
}

/** Left says what is wrong. */
export const parseImageConfig = (bytes: Buffer): E.Either<string, ImageConfig> => {
  const value = parseJson(bytes)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return E.left('it is no JSON object')
  const fields = fieldsOf(value)
  const architecture = textOf(fields['architecture'])
  const created = textOf(fields['created'])
  return E.right({
    labels: textsOf(fieldsOf(fields['config'])['Labels']),
    architecture,
    created,
  })
}

export const digestOf = (bytes: Buffer): ImageDigest =>
  `sha256:${createHash('sha256').update(bytes).digest('hex')}` as ImageDigest

/** Of the images that a host could run, each architecture once, in the order of the alphabet. */
export const architecturesOf = (entries: ReadonlyArray<IndexEntry>): ReadonlyArray<string> =>
  [...new Set(entries.flatMap(({ architecture = [] }) => architecture))].sort()
