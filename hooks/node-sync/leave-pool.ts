import type { Node } from '../api/kubernetes'
import type { Mark } from '../api/mark'
import { isStrayReboot } from '../api/order'
import type { StoredUpdate } from '../api/stored-update'
import type { Cluster } from '../ports/cluster'
import { CONFLICT_SECONDS, writeMember } from './note-node'
import { takeAway } from './stray-mark'
import { withdrawReboot } from './withdraw-reboot'

/** What is left of a pool on a Node that no pool claims. */
export interface Left {
  readonly node: Node
  readonly mark: Mark
  readonly update: StoredUpdate | undefined
}

/** An order may be on its way, or a host on its: in seconds. */
const AGAIN_SECONDS = 2

/** That no pool claims the Node is noted first: no rollout gives it an order after that. */
const noteLeaving = async (cluster: Cluster, update: StoredUpdate): Promise<'noted' | 'now' | 'conflict'> => {
  const { node } = update.spec
  if (node.pool === '') return 'noted'
  const outcome = await writeMember(cluster, update, { ...node, pool: '', contenders: [] })
  return outcome === 'conflict' ? 'conflict' : 'now'
}

/**
 * Takes from a Node what its last pool left there: the order, then the mark, and the update last, which only goes when the
 * host can not reboot by it any more. Answers after how many seconds it is due again; undefined when nothing is left.
 */
export const leavePool = async (
  cluster: Cluster,
  { node, mark, update }: Left,
  now: Date,
): Promise<number | undefined> => {
  if (update === undefined) {
    if (mark.state === 'none') return undefined
    return takeAway(cluster, { node, mark, membership: undefined, member: undefined }, now)
  }
  const isBound = mark.state !== 'none' || isStrayReboot(update, node, now)
  if (!isBound) return (await cluster.removeUpdate(update)) === 'conflict' ? CONFLICT_SECONDS : undefined
  const noted = await noteLeaving(cluster, update)
  if (noted === 'conflict') return CONFLICT_SECONDS
  if (mark.state !== 'none') {
    const again = await takeAway(cluster, { node, mark, membership: undefined, member: update.spec.node }, now)
    return again ?? AGAIN_SECONDS
  }
  if (noted === 'noted') await withdrawReboot(cluster, update, now)
  return AGAIN_SECONDS
}
