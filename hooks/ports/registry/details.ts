import type { ImageDigest } from '../../api/image'
import type { FoundImage } from '../registry'
import { architecturesOf, type ImageConfig, type ImageManifest, type IndexEntry } from './manifest'

/** Labels that make bootc take an image as its own (bootc-contract.md §2.1). */
const BOOTC_LABELS = ['containers.bootc', 'ostree.bootable']
const VERSION = 'org.opencontainers.image.version'
const CREATED = 'org.opencontainers.image.created'

/** What an image says of itself. */
export type Details = Pick<FoundImage, 'architectures' | 'bootc' | 'version' | 'createdAt'>

/** Details by repository and digest: they never change, so what is known needs no further requests. */
export interface Known {
  readonly get: (repository: string, digest: ImageDigest) => Details | undefined
  readonly set: (repository: string, digest: ImageDigest, details: Details) => void
}

/** RFC 3339, and a time that there can be: tools that build reproducibly write the year 1970 or nothing. */
const timeIn = (text: string | undefined): string | undefined =>
  text !== undefined && /^\d{4}-\d\d-\d\dT/.test(text) && Date.parse(text) > 0 ? text : undefined

/** `entries` are those of the index that lists the image. */
export const detailsOf = (
  entries: ReadonlyArray<IndexEntry>,
  { annotations }: ImageManifest,
  { labels, architecture, created }: ImageConfig,
): Details => {
  const named = architecturesOf(entries)
  const own = architecture === undefined ? [] : [architecture]
  const version = labels[VERSION] ?? annotations[VERSION]
  const createdAt = timeIn(created) ?? timeIn(labels[CREATED]) ?? timeIn(annotations[CREATED])
  return {
    architectures: named.length > 0 ? named : own,
    bootc: BOOTC_LABELS.some(label => (labels[label] ?? '') !== ''),
    version,
    createdAt,
  }
}
