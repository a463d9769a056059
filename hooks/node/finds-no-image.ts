import { degradedOf } from './degraded'
import type { NodeTarget, ObservedNode } from './observed-node'

/** What an agent says when its registry has no such image: of this very order, and while it goes on asking. */
export const findsNoImage = (node: ObservedNode, { attempt, image }: NodeTarget): string | undefined => {
  const { order } = node
  if (order?.attempt !== attempt || order.image !== image) return undefined
  const degraded = degradedOf(node)
  return degraded?.reason === 'ImageNotFound' ? degraded.message : undefined
}
