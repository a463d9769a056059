import { digestIn } from '../hooks/api/bootc-node-update'
import { imageName } from '../hooks/api/image-name'
import type { Observed } from '../hooks/rollout-sync/observed'

/** What an image is called: `v2 (357b7f271486)`, or the first 12 hex digits where its version is unknown. */
export type ImageNames = (digest: string) => string

/** By the versions that hosts report of the images they have, and those that the operator knows of targets past and present. */
export const imageNamesOf = (observed: Pick<Observed, 'nodes' | 'rollout' | 'spec'> | undefined): ImageNames => {
  const versions = new Map<string, string>()
  const learn = (digest: string | undefined, version: string | undefined): void => {
    if (digest !== undefined && version !== undefined) versions.set(digest, version)
  }
  for (const { status } of observed?.nodes ?? []) {
    for (const entry of [status?.booted, status?.staged, status?.rollback]) {
      learn(entry?.digest, entry?.version)
      learn(entry && digestIn(entry.image), entry?.version)
    }
  }
  const { status } = observed?.rollout ?? {}
  for (const { digest, version } of status?.history ?? []) learn(digest, version)
  learn(status?.digest, status?.targetVersion)
  learn(observed?.spec.digest, observed?.spec.version)
  return digest => imageName(digest, versions.get(digest))
}
