import type { HostOrder } from '../../api/bootc-node-update'
import type { OrderContent } from '../../api/order'
import type { Direction } from '../../node/attempt-key'
import type { Cluster } from '../../ports/cluster'
import { type Unmark, type UnmarkOutcome, unmark } from '../../slot/free-slot'
import { isProof } from '../decide/is-proof'
import { isRebootOver } from '../decide/is-reboot-over'
import type { Observed, PhasedNode } from '../observed'

/** It was only slow when it got through. What failed before a return stays: it is what the return can be explained by. */
const failureToLeave = ({ is, target }: PhasedNode, direction: Direction): Unmark['failed'] => {
  if (is.phase === 'Failed' && is.counts) return { attempt: target.attempt, reason: is.reason }
  return is.phase === 'UpToDate' && direction === 'target' ? null : undefined
}

/** The reboot order under the mark of a node that runs its target. */
const orderUnderMark = ({ is, order, member }: PhasedNode): HostOrder | undefined =>
  is.phase === 'UpToDate' && order?.step === 'Reboot' && order.reboot?.mark === member.slot?.id ? order : undefined

/**
 * What is to become of its order before the mark goes: it is withdrawn, unless no host can follow it any more. `next`: what it is to
 * say, if the slot is taken back.
 */
const endOfOrder = (
  node: PhasedNode,
  now: Date,
  next: OrderContent | undefined,
): Pick<Unmark, 'withdrawal' | 'orderIsOver'> => {
  if (next !== undefined) return isProof(node) ? {} : { withdrawal: { at: now, next } }
  const order = orderUnderMark(node)
  if (order === undefined) return {}
  // Another order would need another mark, and then the Node has changed: one is given under the mark of its own attempt
  // alone, to a node that does not run its target.
  return isRebootOver(node, order) ? { orderIsOver: true } : { withdrawal: { at: now } }
}

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
    ...endOfOrder(node, now, next),
  })
}
