import { later } from '../api/clocks'
import type { Node } from '../api/kubernetes'
import { readMark } from '../api/mark'
import { NODE_FAILED_ANNOTATION, NODE_SLOT_ANNOTATION, NODE_SLOT_LABEL } from '../api/names'
import type { Slot } from '../api/slot'
import type { NodePatch } from '../ports/cluster'
import { protectionNotes, protectionsToSet } from '../ports/protections'

/** What a mark says beyond what the Node itself does. */
export type SlotOrder = Pick<Slot, 'pool' | 'attempt' | 'since' | 'drain'>

/**
 * The slot for a Node as just read. A Node that has a mark already keeps of it what is to be undone: its cordon is
 * the operator's, although the Node alone does not show that.
 */
export const slotFor = (live: Node, { pool, attempt, since, drain }: SlotOrder): Slot => {
  const mark = readMark(live.metadata)
  const old = mark.state === 'none' ? undefined : mark.slot
  return {
    id: live.metadata.resourceVersion ?? '',
    pool,
    attempt,
    since: later(since, live.metadata.creationTimestamp),
    uncordon: old?.uncordon ?? live.spec?.unschedulable !== true,
    drain,
    ...protectionNotes(live, old),
  }
}

/** Everything that a mark changes, as one write bound to the slot's id, the resourceVersion of the Node just read. */
export const markPatch = (live: Node, slot: Slot): NodePatch => ({
  labels: { [NODE_SLOT_LABEL]: slot.pool },
  annotations: {
    [NODE_SLOT_ANNOTATION]: JSON.stringify(slot),
    [NODE_FAILED_ANNOTATION]: null,
    ...protectionsToSet(live, slot),
  },
  unschedulable: true,
})
