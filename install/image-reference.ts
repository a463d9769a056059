import type { ImageName } from './kustomization'

/** `registry.example:5000/os:v1` or `…@sha256:…`, split as Kustomize's `images` want it. Throws when it has neither. */
export const imageNamed = (name: string, reference: string): ImageName => {
  const digest = /^(.+)@(sha256:[0-9a-f]{64})$/.exec(reference)
  if (digest?.[1] !== undefined && digest[2] !== undefined) return { name, newName: digest[1], digest: digest[2] }
  const tag = /^([^@]+):([\w][\w.-]{0,127})$/.exec(reference)
  if (tag?.[1] !== undefined && tag[2] !== undefined) return { name, newName: tag[1], newTag: tag[2] }
  throw new Error(`"${reference}" names no image of ${name}: write repository:tag or repository@sha256:…`)
}

export const referenceOf = ({ newName, newTag, digest }: ImageName): string =>
  digest === undefined ? `${newName}:${newTag}` : `${newName}@${digest}`

/**
 * A warning for each image that is named by a tag: who may push there decides later what runs as root on every node.
 * Empty when all are named by their digests.
 */
export const tagWarnings = (images: ReadonlyArray<ImageName>): ReadonlyArray<string> =>
  images
    .filter(({ digest }) => digest === undefined)
    .map(
      image =>
        `${referenceOf(image)} is named by a tag, which whoever may push there can move: for clusters that matter give --${flagOf(image)}=${image.newName}@sha256:...`,
    )

const flagOf = ({ name }: ImageName): string => (name === 'bootc-operator' ? 'operator-image' : `${name}-image`)
