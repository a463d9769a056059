import { type BootcNodeUpdateStatus, digestIn, type HostImage, isImage } from './bootc-node-update'
import { cleanText, MOST } from './clean-text'
import { shortDigest } from './image'

/** An image's version label as it is shown; undefined when it has none, or nothing of it can be seen. */
export const shownVersion = (version: string | undefined): string | undefined => {
  const shown = version === undefined ? '' : cleanText(version, MOST.shownVersion)
  return shown === '' ? undefined : shown
}

/**
 * An image for people: `v3 (4712be1474f3)`, and its digest alone where its version is unknown. The digest is always there,
 * since many images keep the version label of the image that they were built on.
 */
export const imageName = (digest: string, version?: string): string => {
  const shown = shownVersion(version)
  return shown === undefined ? shortDigest(digest) : `${shown} (${shortDigest(digest)})`
}

/** A boot entry of a host. Of a multi-arch image the index is named, as in pools and orders. */
export const entryName = ({ image, digest, version }: HostImage): string =>
  imageName(digestIn(image) ?? digest, version)

/** The version of a digest as a host has it among its boot entries, as it is shown. */
export const versionOn = (
  status: Pick<BootcNodeUpdateStatus, 'booted' | 'staged' | 'rollback'> | undefined,
  digest: string,
): string | undefined => {
  const entries = [status?.booted, status?.staged, status?.rollback]
  return shownVersion(entries.find(entry => isImage(entry, digest) && entry?.version !== undefined)?.version)
}
