import { digestIn, type HostImage, isImage } from '../api/bootc-node-update'
import type { BootcRollout, BootcRolloutSpec } from '../api/bootc-rollout'
import { ImageDigest, parseImageReference, pinned } from '../api/image'
import { attemptKey, isReturnFrom } from './attempt-key'
import type { NodeTarget, ObservedNode } from './observed-node'
import { verifyOf } from './unwell'

const repositoryOf = (image: string): string | undefined => parseImageReference(image)?.repository

/** Longest image that a BootcNodeUpdate takes, in characters (its CRD). */
const LONGEST = 600

/**
 * Undefined for what no order can say. Hosts report any text, and an order that the API server refuses would hold up the
 * orders of all the others.
 */
const pinnedTo = (image: string, digest: string | undefined): string | undefined => {
  const repository = repositoryOf(image)
  if (repository === undefined || !ImageDigest.is(digest)) return undefined
  const reference = pinned(repository, digest)
  return reference.length > LONGEST ? undefined : reference
}

/** What the node ran before it was taken to the target, as its agent remembers it. */
const previousImage = ({ status }: ObservedNode, spec: BootcRolloutSpec): string | undefined => {
  const { attempt } = status ?? {}
  if (attempt === undefined) return undefined
  const isAbout = attempt.digest === spec.digest || isReturnFrom(attempt.key, spec.digest)
  const image = isAbout ? attempt.previousImage : undefined
  return image === undefined ? undefined : pinnedTo(image, digestIn(image))
}

const lastDeployed = ({ spec, status }: BootcRollout): string | undefined =>
  status?.deployedDigest === spec.digest ? undefined : status?.deployedImage

/** Every node is led to the same image. */
export const targetThere = (spec: BootcRolloutSpec): NodeTarget => ({
  image: spec.image,
  digest: spec.digest,
  attempt: attemptKey(spec, 'target'),
  architectures: spec.architectures,
  verify: verifyOf(spec.rollout),
  missing: spec.imageNotFound === true || undefined,
})

/** For an order that downloads nothing: by the digest its agent knows what is not to come up, wherever it came from. */
const whatItRuns = (booted: HostImage | undefined, spec: BootcRolloutSpec): Pick<NodeTarget, 'image' | 'digest'> => {
  const repository = repositoryOf(spec.image)
  return booted === undefined || repository === undefined || !ImageDigest.is(booted.digest)
    ? { image: spec.image, digest: spec.digest }
    : { image: pinned(repository, booted.digest), digest: booted.digest }
}

/**
 * Where a node is led when its target is given up. One that runs the target goes back to what it ran before, or to what
 * the pool last ran as a whole; with neither known it stays. Any other keeps what it runs, and drops what it has staged.
 */
export const targetBack = (node: ObservedNode, rollout: BootcRollout): NodeTarget => {
  const { spec } = rollout
  const attempt = attemptKey(spec, 'previous')
  const booted = node.status?.booted
  const own = booted && pinnedTo(booted.image, digestIn(booted.image) ?? booted.digest)
  const known = previousImage(node, spec)
  // What is given up is no way back, whatever the agent remembers.
  const before = known !== undefined && digestIn(known) !== spec.digest ? known : lastDeployed(rollout)
  const image = booted === undefined || isImage(booted, spec.digest) ? before : own
  const digest = image && digestIn(image)
  if (image !== undefined && digest !== undefined) return { image, digest, attempt }
  return { ...whatItRuns(booted, spec), attempt, stays: true }
}
