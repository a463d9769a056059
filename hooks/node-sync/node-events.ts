import type { Node } from '../api/kubernetes'
import type { Mark } from '../api/mark'
import type { Drain, Slot } from '../api/slot'
import { type ClusterEvent, type EventOn, nodeEvent } from '../ports/events'

const whoBlocks = ({ blockers }: Drain): string => blockers.map(({ pod, reason }) => `${pod}: ${reason}`).join('; ')

const pods = (count: number): string => (count === 1 ? '1 pod' : `${count} pods`)

type EventText = Omit<EventOn<'Node'>, 'key'>

/** rollout-sync records the events of a drain's begin and end, with the mark and the reboot order. */
const drainText = (slot: Slot, drain: Drain): EventText | undefined => {
  switch (drain.state) {
    case 'Draining':
    case 'Drained':
      return undefined
    case 'Blocked':
      return {
        reason: 'DrainBlocked',
        message: `${pods(drain.remaining)} left to drain, blocked by ${whoBlocks(drain)}`,
      }
    case 'TimedOut':
      return {
        reason: 'DrainTimedOut',
        message: `${pods(drain.remaining)} did not leave within ${slot.drain.timeoutSeconds} s of ${slot.since}: ${whoBlocks(drain)}`,
      }
  }
}

/** The event of a drain that changed its state, once per mark and state. */
export const drainEvent = (node: Node, slot: Slot, drain: Drain): ClusterEvent | undefined => {
  const text = drainText(slot, drain)
  return text && nodeEvent(node, { ...text, key: slot.id })
}

/** One event for each time that a marked Node is uncordoned: the key is the Node's version in which it was found. */
export const recordonedEvent = (node: Node, slot: Slot): ClusterEvent =>
  nodeEvent(node, {
    reason: 'Recordoned',
    message: `this node was uncordoned while pool ${slot.pool} updates it, so it is cordoned again; pause the pool to keep it schedulable`,
    key: `${slot.id} ${node.metadata.resourceVersion ?? ''}`,
  })

/** A mark that belongs to no pool of the Node was removed. */
export const staleSlotEvent = (node: Node, mark: Exclude<Mark, { state: 'none' }>): ClusterEvent =>
  nodeEvent(node, {
    reason: 'StaleSlotRemoved',
    // A Node that leaves its pool in the middle of its update is meant to.
    ...(mark.state === 'half' && { type: 'Warning' }),
    message:
      mark.state === 'half'
        ? `removed an incomplete slot: ${mark.problem}${mark.slot === undefined ? '; if the node is still cordoned, uncordon it' : ''}`
        : `removed the slot of pool ${mark.slot.pool}, since this node no longer belongs to the pool`,
    key: mark.slot?.id ?? node.metadata.resourceVersion ?? '',
  })
