import { digestIn } from '../hooks/api/bootc-node-update'
import { shortDigest } from '../hooks/api/image'
import type { Observed } from '../hooks/rollout-sync/observed'

/** What an image is called: `v2 (357b7f271486)`, or the first 12 hex digits where no host has reported a version of it. */
export type ImageNames = (digest: string) => string

/** By the versions that hosts report of the images that they have, which come from the label org.opencontainers.image.version. */
export const imageNamesOf = ({ nodes }: Pick<Observed, 'nodes'>): ImageNames => {
  const versions = new Map<string, string>()
  for (const { status } of nodes) {
    for (const entry of [status?.booted, status?.staged, status?.rollback]) {
      if (entry?.version === undefined) continue
      versions.set(entry.digest, entry.version)
      const named = digestIn(entry.image)
      if (named !== undefined) versions.set(named, entry.version)
    }
  }
  return digest => {
    const version = versions.get(digest)
    return version === undefined ? shortDigest(digest) : `${version} (${shortDigest(digest)})`
  }
}
