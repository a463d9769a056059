import { createHash } from 'node:crypto'
import * as E from 'fp-ts/Either'
import * as t from 'io-ts'
import { decodeWith } from '../../api/decode'
import { ImageDigest } from '../../api/image'

/** What is accepted, OCI and Docker; an index first where a registry could give both. */
export const MANIFEST_TYPES = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ')

const Labels = t.union([t.record(t.string, t.string), t.null])
const Platform = t.partial({ architecture: t.string, os: t.string }, 'Platform')
const Entry = t.intersection([t.type({ digest: ImageDigest }), t.partial({ platform: Platform })], 'IndexEntry')

/** OCI image-spec, image-index.md; Docker's manifest list has the same fields. */
const Index = t.type({ manifests: t.readonlyArray(Entry) }, 'Index')
export interface Index extends t.TypeOf<typeof Index> {}

/** OCI image-spec, manifest.md; Docker's schema 2 has the same fields. */
const Manifest = t.intersection(
  [t.type({ config: t.type({ digest: ImageDigest }) }), t.partial({ annotations: Labels })],
  'Manifest',
)
export interface Manifest extends t.TypeOf<typeof Manifest> {}

/** OCI image-spec, config.md. */
const ImageConfig = t.partial(
  { architecture: t.string, created: t.string, config: t.union([t.partial({ Labels }), t.null]) },
  'ImageConfig',
)
export interface ImageConfig extends t.TypeOf<typeof ImageConfig> {}

export type Document =
  | { readonly kind: 'index'; readonly index: Index }
  | { readonly kind: 'manifest'; readonly manifest: Manifest }

type Parsed<A> = E.Either<string, A>

const parse = (bytes: Buffer): Parsed<object> => {
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'))
    return typeof value === 'object' && value !== null ? E.right(value) : E.left('it is no JSON object')
  } catch {
    return E.left('it is no JSON')
  }
}

const read = <A>(codec: t.Type<A, unknown, unknown>, value: object): Parsed<A> => {
  const decoded = decodeWith(codec)(value)
  return E.isRight(decoded) ? decoded : E.left(decoded.left[0] ?? 'it cannot be read')
}

/** Tells by the content, since not every registry gives the right media type. Left says what is wrong. */
export const parseDocument = (bytes: Buffer): Parsed<Document> => {
  const value = parse(bytes)
  if (E.isLeft(value)) return value
  if ('manifests' in value.right) {
    const index = read(Index, value.right)
    return E.isLeft(index) ? index : E.right({ kind: 'index', index: index.right })
  }
  if ('config' in value.right) {
    const manifest = read(Manifest, value.right)
    return E.isLeft(manifest) ? manifest : E.right({ kind: 'manifest', manifest: manifest.right })
  }
  return E.left('it is neither an index nor a manifest of an image')
}

export const parseImageConfig = (bytes: Buffer): Parsed<ImageConfig> => {
  const value = parse(bytes)
  return E.isLeft(value) ? value : read(ImageConfig, value.right)
}

export const digestOf = (bytes: Buffer): ImageDigest =>
  `sha256:${createHash('sha256').update(bytes).digest('hex')}` as ImageDigest

/** Build tools put attestations beside images, for a platform that they call unknown. */
const isImage = ({ platform }: t.TypeOf<typeof Entry>): boolean =>
  platform?.architecture !== 'unknown' && (platform?.os === undefined || platform.os === 'linux')

/** Of the images that a host could run, each architecture once, in the order of the alphabet. */
export const architecturesOf = ({ manifests }: Index): ReadonlyArray<string> => {
  const named = manifests.filter(isImage).flatMap(({ platform }) => platform?.architecture ?? [])
  return [...new Set(named)].sort()
}

/** The image that speaks for all of an index: they are built from one source. */
export const exampleOf = ({ manifests }: Index): ImageDigest | undefined => manifests.find(isImage)?.digest

export const labelsOf = ({ config }: ImageConfig): Readonly<Record<string, string>> => config?.Labels ?? {}
