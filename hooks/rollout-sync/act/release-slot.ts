import type { Direction } from '../../node/attempt-key'
import type { Cluster } from '../../ports/cluster'
import { type UnmarkOutcome, unmark } from '../../slot/free-slot'
import type { PhasedNode } from '../observed'

/** Takes the mark away that the node was observed with; a failure of its attempt is left on the Node in its place. */
export const releaseSlot = (
  cluster: Cluster,
  { name, member, is, target }: PhasedNode,
  direction: Direction,
): Promise<UnmarkOutcome> =>
  unmark(cluster, {
    node: name,
    matches: mark => mark.state === 'whole' && mark.slot.pool === member.pool && mark.slot.id === member.slot?.id,
    ...(is.phase === 'Failed' && is.counts ? { failed: { attempt: target.attempt, reason: is.reason } } : {}),
    // It was only slow. What failed before a return stays: it is what the return can be explained by.
    ...(is.phase === 'UpToDate' && direction === 'there' ? { failed: null } : {}),
  })
