import { isSame } from '../api/is-same'
import type { Node } from '../api/kubernetes'
import { createShown } from '../ports/shown'
import type { Membership } from './membership'

/** In ms. What another hook server wrote meanwhile by an older cache is found after that. */
const NOTED_MS = 60_000

/** Nodes of which nothing was left to note: the timer of a drain that is over, above all, has nothing to do for them. */
export interface NotedNodes {
  readonly add: (node: Node, membership: Membership) => void
  /** Whether this very version of the Node was noted, in the same pool. */
  readonly has: (node: Node, membership: Membership) => boolean
}

export const createNotedNodes = (now: () => Date): NotedNodes => {
  const noted = createShown<object>({ now, forMs: NOTED_MS })
  const asNoted = ({ metadata: { uid, resourceVersion } }: Node, membership: Membership): object => ({
    uid,
    resourceVersion,
    membership,
  })
  return {
    add: (node, membership) => noted.show(node.metadata.name, asNoted(node, membership)),
    has: (node, membership) => isSame(noted.last(node.metadata.name), asNoted(node, membership)),
  }
}
