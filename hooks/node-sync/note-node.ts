import { isSame } from '../api/is-same'
import type { Node } from '../api/kubernetes'
import type { PoolMember } from '../api/pool-member'
import type { StoredUpdate } from '../api/stored-update'
import type { Cluster, PatchOutcome } from '../ports/cluster'
import { updateLabels } from './update-labels'

/** What changed while it was being decided on is decided again after this many seconds. */
export const CONFLICT_SECONDS = 1

/** `conflict`: the update changed since it was read. */
type NoteOutcome = 'done' | 'conflict'

/** Whether the update says already what is seen of its Node. */
const isNoted = ({ metadata, spec, isOld }: StoredUpdate, member: PoolMember): boolean =>
  isOld !== true && isSame(spec.node, member) && isSame(metadata.labels ?? {}, updateLabels(member, metadata.labels))

/** Writes what is seen of a Node, and the labels that follow from it, into the update that was read. */
export const writeMember = (
  cluster: Pick<Cluster, 'patchUpdate'>,
  update: StoredUpdate,
  member: PoolMember,
): Promise<PatchOutcome> =>
  cluster.patchUpdate(update, { labels: updateLabels(member, update.metadata.labels), node: member })

/** Makes the update of a Node that has none, or writes what is seen of it into the one that was read; never what it says already. */
export const noteNode = async (
  cluster: Pick<Cluster, 'createUpdate' | 'patchUpdate'>,
  node: Node,
  update: StoredUpdate | undefined,
  member: PoolMember,
): Promise<NoteOutcome> => {
  if (update === undefined) return cluster.createUpdate(node, { labels: updateLabels(member), node: member })
  if (isNoted(update, member)) return 'done'
  return (await writeMember(cluster, update, member)) === 'done' ? 'done' : 'conflict'
}
