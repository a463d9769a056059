import type { Node } from '../api/kubernetes'
import type { Mark } from '../api/mark'
import type { PoolMember } from '../api/pool-member'
import type { Cluster } from '../ports/cluster'
import { unmark } from '../slot/free-slot'
import type { Membership } from './membership'
import { staleSlotEvent } from './node-events'

/** The removal of a mark without an owner is retried after this many seconds. */
const STRAY_MARK_SECONDS = 2

export interface StrayMark {
  readonly node: Node
  readonly mark: Exclude<Mark, { state: 'none' }>
  readonly membership: Membership | undefined
  /** What the member still knows of a mark that cannot be read any more. */
  readonly member: PoolMember | undefined
}

/** Whose mark it is decides: the owner's is an order to drain, any other is taken away. */
export const isStray = (mark: Mark, membership: Membership | undefined): boolean =>
  mark.state === 'half' || (mark.state === 'whole' && mark.slot.pool !== membership?.pool)

/** Takes the mark away as soon as the host cannot reboot by it any more. Answers after how many seconds to look again. */
export const takeAway = async (cluster: Cluster, stray: StrayMark, now: Date): Promise<number | undefined> => {
  const { node, mark, membership, member } = stray
  const outcome = await unmark(cluster, {
    node: node.metadata.name,
    matches: (found, live) => live.metadata.uid === node.metadata.uid && isStray(found, membership),
    leftPool: mark.state === 'whole',
    withdrawal: { at: now },
    cordonWasOurs: member?.slot?.uncordon === true,
  })
  if (outcome === 'done') cluster.recordEvent(staleSlotEvent(node, mark))
  return outcome === 'done' || outcome === 'already' ? undefined : STRAY_MARK_SECONDS
}
