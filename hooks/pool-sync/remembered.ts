import type { BootcNodePool, ResolvedImage } from '../api/bootc-node-pool'
import type { BootcRollout } from '../api/bootc-rollout'
import { type ImageDigest, parseImageReference, pinned } from '../api/image'

/** What a pool's nodes are led to. */
export interface Target {
  /** The reference that it was found by: image and digest are of no other. */
  readonly ref: string
  /** `repository@digest`. */
  readonly image: string
  readonly digest: ImageDigest
  /** Those that the image exists for; absent when unknown. */
  readonly architectures?: ReadonlyArray<string>
  /** Its version label; absent when unknown. */
  readonly version?: string
}

/** What a reference names, whether or not nodes may go there. */
export type Named = Pick<ResolvedImage, 'resolvedAt' | 'version' | 'createdAt' | 'architectures'> & {
  readonly digest: ImageDigest
}

/** Why a reference has no digest at present. `failures` and `nextAt` are absent when asking again would not help. */
export interface ImageProblem {
  readonly reason: string
  readonly message: string
  readonly failures?: number
  readonly nextAt?: string
}

/** What pool-sync knew before, of whatever reference that was. */
export interface Remembered {
  readonly ref?: string
  readonly target?: Target
  readonly named?: Named
  /** Of the present reference. */
  readonly problem?: ImageProblem
}

/** What a registry said of an image. */
export type ImageFacts = Pick<Target, 'architectures' | 'version'>

const factsOf = (digest: string, image: ResolvedImage | undefined, rollout: BootcRollout | undefined): ImageFacts => {
  const named = image?.digest === digest ? image : undefined
  const aimed = rollout?.spec.digest === digest ? rollout.spec : undefined
  return {
    architectures: named?.architectures ?? aimed?.architectures,
    version: named?.version ?? aimed?.version,
  }
}

/** The target of a digest that was found by `ref`. */
export const targetAt = (
  ref: string,
  digest: ImageDigest,
  { architectures, version }: ImageFacts = {},
): Target | undefined => {
  const repository = parseImageReference(ref)?.repository
  const image = repository && pinned(repository, digest)
  return image === undefined ? undefined : { ref, image, digest, architectures, version }
}

const namedBy = ({ digest, resolvedAt, version, createdAt, architectures }: ResolvedImage): Named | undefined =>
  digest && {
    digest,
    resolvedAt,
    version,
    createdAt,
    architectures,
  }

const problemOf = ({ spec }: BootcNodePool, image: ResolvedImage | undefined): ImageProblem | undefined => {
  if (image?.error === undefined || (image.pendingRef ?? image.ref) !== spec.image.ref) return undefined
  const { reason = 'RegistryError', error, failures, nextResolutionAt } = image
  return {
    reason,
    message: error,
    failures,
    nextAt: nextResolutionAt,
  }
}

/** A live rollout has what ran when the status is lost, as after a restore; by the same repository, or by itself. */
const fromRollout = ({ spec }: BootcNodePool, rollout: BootcRollout): Target => {
  const { image, digest, architectures, version } = rollout.spec
  const isSameRepository = parseImageReference(spec.image.ref)?.repository === parseImageReference(image)?.repository
  const ref = isSameRepository ? spec.image.ref : image
  return { ref, image, digest, architectures, version }
}

/** What the pool's status says, and where that was lost, its live rollout. */
export const remember = (pool: BootcNodePool, rollout: BootcRollout | undefined): Remembered => {
  const { image, targetDigest } = pool.status ?? {}
  const digest = targetDigest ?? image?.digest
  const own =
    image === undefined || digest === undefined
      ? undefined
      : targetAt(image.ref, digest, factsOf(digest, image, rollout))
  const target = own ?? (rollout && fromRollout(pool, rollout))
  const ref = target?.ref ?? image?.ref
  const named = image !== undefined && ref === image.ref ? namedBy(image) : undefined
  const problem = problemOf(pool, image)
  return {
    ref,
    target,
    named,
    problem,
  }
}
