import { digestIn } from '../../hooks/api/bootc-node-update'
import type { BootcRollout } from '../../hooks/api/bootc-rollout'
import { type ImageDigest, parseImageReference, pinned } from '../../hooks/api/image'
import type { ShownPool } from '../cluster/shown-pool'
import { commandError, EXIT } from '../exit'

/** `repository@digest` for what a user gives; a tag is only known when it is the pool's own, as looked up last. */
const imageFor = ({ metadata, spec, status }: ShownPool, ref: string): { image: string; digest: ImageDigest } => {
  const reference = parseImageReference(ref)
  if (reference === undefined) {
    throw commandError(EXIT.usage, `--image: "${ref}" is not a fully qualified image with a tag or a digest`)
  }
  const known = ref === spec.image.ref ? (status?.availableDigest ?? status?.targetDigest) : undefined
  const digest = reference.digest ?? known
  if (digest === undefined) {
    const how = `${reference.repository}@sha256:…`
    throw commandError(
      EXIT.usage,
      `--image: what a tag names is only known for the ref of pool ${metadata.name}; use ${how}`,
    )
  }
  return { image: pinned(reference.repository, digest), digest }
}

/** The rollout as it would be with another image: not cancelled, and judged again. */
export const withImage = (pool: ShownPool, rollout: BootcRollout, ref: string): BootcRollout => ({
  ...rollout,
  spec: { ...rollout.spec, ...imageFor(pool, ref), cancelled: false },
})

/** The image that is planned for, when no other is asked for. */
export const presentImage = ({ spec }: BootcRollout): string =>
  digestIn(spec.image) === undefined ? spec.digest : spec.image
