import type { Node } from '../api/kubernetes'
import type { StoredUpdate } from '../api/stored-update'
import type { Cluster } from '../ports/cluster'

/**
 * The update of this very Node. One of an earlier machine of its name goes, and so does one of version 0.1 in which no agent
 * reported: nothing of it is inherited.
 */
export const ownUpdate = async (cluster: Cluster, node: Node): Promise<StoredUpdate | 'conflict' | undefined> => {
  const { name, uid } = node.metadata
  const found = await cluster.readUpdate(name)
  if (found === undefined || found.spec.node.nodeUID === uid) return found
  // The Node of the request may be the older one: a cache lags.
  const live = await cluster.readNode(name)
  if (live?.metadata.uid !== uid) return 'conflict'
  return (await cluster.removeUpdate(found)) === 'conflict' ? 'conflict' : undefined
}
