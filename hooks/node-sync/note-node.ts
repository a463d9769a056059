import { isSame } from '../api/is-same'
import type { Node } from '../api/kubernetes'
import type { PoolMember } from '../api/pool-member'
import type { StoredUpdate } from '../api/stored-update'
import type { Cluster } from '../ports/cluster'
import { updateLabels } from './update-labels'

/** `conflict`: the update changed since it was read. */
export type NoteOutcome = 'done' | 'conflict'

/** Whether the update says already what is seen of its Node. */
export const isNoted = ({ metadata, spec, isOld }: StoredUpdate, member: PoolMember): boolean =>
  isOld !== true && isSame(spec.node, member) && isSame(metadata.labels ?? {}, updateLabels(member, metadata.labels))

/** Makes the update of a Node that has none, or writes what is seen of it into the one that was read; never what it says already. */
export const noteNode = async (
  cluster: Pick<Cluster, 'createUpdate' | 'patchUpdate'>,
  node: Node,
  update: StoredUpdate | undefined,
  member: PoolMember,
): Promise<NoteOutcome> => {
  if (update === undefined) return cluster.createUpdate(node, { labels: updateLabels(member), node: member })
  if (isNoted(update, member)) return 'done'
  const labels = updateLabels(member, update.metadata.labels)
  return (await cluster.patchUpdate(update, { labels, node: member })) === 'done' ? 'done' : 'conflict'
}
