import type { BootcNodeUpdate } from '../api/bootc-node-update'
import type { Node } from '../api/kubernetes'
import type { Mark } from '../api/mark'
import type { Membership } from './membership'
import { isMissed } from './missed'
import { isStray } from './stray-mark'

/** A Node, and what rollout-sync was last shown of its update. */
export interface ShownTogether {
  readonly node: Node
  readonly membership: Membership | undefined
  readonly mark: Mark
  readonly shown: BootcNodeUpdate | undefined
}

/** Whether all of it belongs to this very Node in this very pool, so that there is nothing to take back. */
const isItsOwn = ({ metadata, spec }: BootcNodeUpdate, node: Node, { pool }: Membership): boolean =>
  metadata.deletionTimestamp === undefined &&
  spec.node.nodeUID === node.metadata.uid &&
  spec.node.pool === pool &&
  (spec.order === undefined || spec.order.pool === pool)

/**
 * The update to write to without reading it. It is one whose Node got or lost its mark: then there is something to write, so that
 * the API server compares the version, and rollout-sync was shown it just before it did that.
 */
export const updateToWrite = ({ node, membership, mark, shown }: ShownTogether): BootcNodeUpdate | undefined => {
  if (shown === undefined || membership === undefined || isMissed(node)) return undefined
  const isOrdinary = mark.state === 'none' || !isStray(mark, membership)
  const id = mark.state === 'none' ? undefined : mark.slot?.id
  return isOrdinary && isItsOwn(shown, node, membership) && shown.spec.node.slot?.id !== id ? shown : undefined
}
