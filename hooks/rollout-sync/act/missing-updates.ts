import { NODE_UPDATE_MISSING_ANNOTATION } from '../../api/names'
import type { Cluster } from '../../ports/cluster'
import type { Observed } from '../observed'
import type { Performer } from './performer'

interface MissingPorts {
  readonly cluster: Pick<Cluster, 'poolNodes' | 'patchNode'>
  readonly isPresent: () => Promise<boolean | undefined>
}

/**
 * Asks for updates that were deleted by an annotation of their Nodes: node-sync makes them, and no event of theirs reaches it.
 * Looks only when there are fewer updates than before, which is also so when a Node left, or none, since one may have gone before
 * it was ever counted. Answers whether any is missing.
 */
export const announceMissing = async (
  todo: Performer,
  { cluster, isPresent }: MissingPorts,
  { nodes, spec: { pool }, rollout: { status } }: Observed,
): Promise<boolean> => {
  if (nodes.length > 0 && nodes.length >= (status?.nodeCount ?? 0)) return false
  if ((await isPresent()) !== true) return true
  const labelled = await todo.perform('list the Nodes of the pool', () => cluster.poolNodes(pool))
  if (labelled === undefined) return true
  const known = new Set(nodes.map(({ name }) => name))
  const missing = labelled.filter(
    ({ name, annotations }) => !known.has(name) && annotations[NODE_UPDATE_MISSING_ANNOTATION] === undefined,
  )
  await todo.each(missing, async ({ name, resourceVersion }) => {
    const annotations = { [NODE_UPDATE_MISSING_ANNOTATION]: pool }
    await todo.perform(`note on ${name} that its update is missing`, () =>
      cluster.patchNode(name, resourceVersion, { annotations }),
    )
  })
  return missing.length > 0
}
