import type { OrderContent } from '../../api/order'
import type { Direction } from '../../node/attempt-key'
import type { Cluster } from '../../ports/cluster'
import { type Unmark, type UnmarkOutcome, unmark } from '../../slot/free-slot'
import { isProof } from '../decide/present-order'
import type { Observed, PhasedNode } from '../observed'

/** It was only slow when it got through. What failed before a return stays: it is what the return can be explained by. */
const failureToLeave = ({ is, target }: PhasedNode, direction: Direction): Unmark['failed'] => {
  if (is.phase === 'Failed' && is.counts) return { attempt: target.attempt, reason: is.reason }
  return is.phase === 'UpToDate' && direction === 'target' ? null : undefined
}

/**
 * Whether the order under the mark of a node that runs its target is for an earlier boot. Another one would need another mark, and
 * then the Node has changed: an order is given under the mark of its own attempt alone, to a node that does not run its target.
 */
const isOrderOver = ({ is, order, status, member }: PhasedNode): boolean =>
  is.phase === 'UpToDate' &&
  order?.step === 'Reboot' &&
  order.reboot?.mark === member.slot?.id &&
  status?.boot !== undefined &&
  order.reboot?.fromBoot !== status.boot.id

/**
 * Takes the mark away that the node was observed with; a failure of its attempt is left on the Node in its place. `next`: what its
 * order is to say, if it is withdrawn with its mark.
 */
export const releaseSlot = (
  cluster: Cluster,
  node: PhasedNode,
  { direction, now }: Pick<Observed, 'direction' | 'now'>,
  next: OrderContent | undefined,
): Promise<UnmarkOutcome> => {
  const { name, member } = node
  return unmark(cluster, {
    node: name,
    matches: mark => mark.state === 'whole' && mark.slot.pool === member.pool && mark.slot.id === member.slot?.id,
    failed: failureToLeave(node, direction),
    orderIsOver: next === undefined && isOrderOver(node),
    withdrawal: next === undefined || isProof(node) ? undefined : { at: now, next },
  })
}
