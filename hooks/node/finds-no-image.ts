import type { NodeTarget, ObservedNode } from './observed-node'

/** What an agent says when its registry has no such image: of this very order, and while it goes on asking. */
export const findsNoImage = ({ update, status }: ObservedNode, { attempt, image }: NodeTarget): string | undefined => {
  const isAboutThis = update?.spec.attempt === attempt && update.spec.image === image
  if (!isAboutThis || status?.observedGeneration !== update.metadata.generation) return undefined
  const degraded = status?.conditions?.find(({ type, status: is }) => type === 'Degraded' && is === 'True')
  return degraded?.reason === 'ImageNotFound' ? degraded.message : undefined
}
