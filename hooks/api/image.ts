import * as t from 'io-ts'

interface ImageDigestBrand {
  readonly ImageDigest: unique symbol
}

const isDigest = (value: string): value is t.Branded<string, ImageDigestBrand> => /^sha256:[0-9a-f]{64}$/.test(value)

/** OCI content digest: `sha256:` and 64 hex digits (OCI image-spec, descriptor.md). */
export const ImageDigest = t.brand(t.string, isDigest, 'ImageDigest')
export type ImageDigest = t.TypeOf<typeof ImageDigest>

/** What a pool's `image.ref` says. `repository` has no tag and no digest; bootc refuses a reference that has both. */
export interface ImageReference {
  readonly repository: string
  readonly tag?: string
  readonly digest?: ImageDigest
}

const DOMAIN = String.raw`(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*|\[[0-9a-fA-F:]+\])(?::[0-9]+)?`
const COMPONENT = String.raw`[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*`

/**
 * A fully qualified image name: host with a dot, a port, an IPv6 literal or `localhost`, then the path, then a tag, a
 * digest or both. A translation of the grammar in distribution/reference; the CRD carries the same pattern.
 */
export const IMAGE_REFERENCE_PATTERN = `^(${DOMAIN}(?:/${COMPONENT})+)(?::([A-Za-z0-9_][A-Za-z0-9_.-]{0,127}))?(?:@(sha256:[0-9a-f]{64}))?$`
const IMAGE_REFERENCE = new RegExp(IMAGE_REFERENCE_PATTERN)

/** `registry` without a dot, port or IPv6 literal means Docker Hub to every client, so it is not fully qualified. */
const isRegistry = (host: string): boolean => /[.:]/.test(host) || host === 'localhost'

/** Names of hosts have no case (RFC 4343), but those who look up credentials and settings by them compare letters. */
const withLowerHost = (repository: string): string => {
  const slash = repository.indexOf('/')
  return `${repository.slice(0, slash).toLowerCase()}${repository.slice(slash)}`
}

/** Reads an image reference; undefined unless it is fully qualified and has a tag or a digest. */
export const parseImageReference = (ref: string): ImageReference | undefined => {
  const [, repository, tag, digest] = IMAGE_REFERENCE.exec(ref) ?? []
  if (repository === undefined || (tag === undefined && digest === undefined)) return undefined
  if (!isRegistry(repository.slice(0, repository.indexOf('/')))) return undefined
  return {
    repository: withLowerHost(repository),
    tag,
    digest: digest !== undefined && isDigest(digest) ? digest : undefined,
  }
}

/** The reference that bootc is given: never a tag, so that what was decided is what is pulled. */
export const pinned = (repository: string, digest: ImageDigest): string => `${repository}@${digest}`

/** First 12 hex digits of a digest, for people. */
export const shortDigest = (digest: string): string => digest.replace(/^sha256:/, '').slice(0, 12)
