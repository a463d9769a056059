import { createHash } from 'node:crypto'

/** A piece of an image under the digest of its bytes, `sha256:…`. */
export interface Blob {
  readonly mediaType: string
  readonly digest: string
  readonly content: Buffer
}

/** How one piece refers to another: https://github.com/opencontainers/image-spec/blob/main/descriptor.md */
export interface Descriptor {
  readonly mediaType: string
  readonly digest: string
  readonly size: number
}

export const digestOf = (content: Buffer): string => `sha256:${createHash('sha256').update(content).digest('hex')}`

export const blobOf = (mediaType: string, content: Buffer): Blob => ({ mediaType, digest: digestOf(content), content })

export const jsonBlob = (mediaType: string, value: unknown): Blob =>
  blobOf(mediaType, Buffer.from(JSON.stringify(value)))

export const descriptorOf = ({ mediaType, digest, content }: Blob): Descriptor => ({
  mediaType,
  digest,
  size: content.length,
})
