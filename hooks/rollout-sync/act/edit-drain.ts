import { isSame } from '../../api/is-same'
import { readMark } from '../../api/mark'
import { NODE_SLOT_ANNOTATION } from '../../api/names'
import type { Cluster } from '../../ports/cluster'
import { drainNow } from '../decide/edited-drains'
import type { Observed, PhasedNode } from '../observed'
import type { MarkOutcome } from './mark-node'

/**
 * Writes how the pool drains now into the mark that the node was observed with. The mark is the same one, with its id and
 * its `since`, so that no edit gives a drain more time than the new timeout says, and no slot changes.
 */
export const editDrain = async (
  cluster: Pick<Cluster, 'readNode' | 'patchNode'>,
  { name, member }: PhasedNode,
  { spec }: Observed,
): Promise<MarkOutcome> => {
  const live = await cluster.readNode(name)
  if (live === undefined || live.metadata.uid !== member.nodeUID) return 'unfit'
  const mark = readMark(live.metadata)
  if (mark.state !== 'whole' || mark.slot.id !== member.slot?.id || mark.slot.pool !== spec.pool) return 'unfit'
  const drain = drainNow(spec)
  // The member may not show yet what was written a moment ago.
  if (isSame(mark.slot.drain, drain)) return 'done'
  const annotations = { [NODE_SLOT_ANNOTATION]: JSON.stringify({ ...mark.slot, drain }) }
  const outcome = await cluster.patchNode(name, live.metadata.resourceVersion ?? '', { annotations })
  return outcome === 'gone' ? 'unfit' : outcome
}
