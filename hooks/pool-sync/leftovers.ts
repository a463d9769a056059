import type { BootcNodePool } from '../api/bootc-node-pool'
import type { ObjectMeta } from '../api/kubernetes'
import type { Cluster } from '../ports/cluster'
import { agentDaemonSetName } from './agent-daemon-set'

/** Metacontroller's label of a parent's children, with the uid of the parent (generateSelector). */
const PARENT_UID = 'controller-uid'

/** Only whether there are any is read. */
interface Owned {
  readonly metadata: ObjectMeta & { readonly ownerReferences?: unknown }
}

/** Whether nothing owns it any more, and it was made for another pool than this one: it is neither adopted nor deleted. */
const isLeftOver = ({ metadata }: Owned, pool: BootcNodePool): boolean => {
  const { labels, ownerReferences, deletionTimestamp } = metadata
  const madeFor = labels?.[PARENT_UID]
  const isOwned = (Array.isArray(ownerReferences) && ownerReferences.length > 0) || deletionTimestamp !== undefined
  return madeFor !== undefined && madeFor !== pool.metadata.uid && !isOwned
}

/** An API server that does not answer is no reason to do nothing for the pool. */
const orUndefined = async <T>(read: () => Promise<T | undefined>): Promise<T | undefined> => {
  try {
    return await read()
  } catch {
    return undefined
  }
}

/** Which children the hook was shown; only what is missing is looked for. */
export interface Shown {
  readonly rollout: boolean
  readonly scope: boolean
}

/**
 * What an earlier pool of the same name left behind when it was deleted with `--cascade=orphan`: its rollout goes on to
 * lead the nodes, and this pool can have none of its own. The sentence that says so, and what to do; undefined when there
 * is nothing.
 */
export const leftoversOf = async (
  cluster: Pick<Cluster, 'readRollout' | 'readScope'>,
  pool: BootcNodePool,
  { shown, namespace }: { readonly shown: Shown; readonly namespace: string },
): Promise<string | undefined> => {
  const { name } = pool.metadata
  const [rollout, scope] = await Promise.all([
    shown.rollout ? undefined : orUndefined(() => cluster.readRollout(name)),
    shown.scope ? undefined : orUndefined(() => cluster.readScope(name)),
  ])
  const left = [
    ...(rollout !== undefined && isLeftOver(rollout, pool) ? ['bootcrollout'] : []),
    ...(scope !== undefined && isLeftOver(scope, pool) ? ['bootcpoolscope'] : []),
  ]
  if (left.length === 0) return undefined
  const daemonSet = `kubectl -n ${namespace} delete daemonset ${agentDaemonSetName(name)}`
  return (
    `an earlier pool ${name} was deleted with --cascade=orphan, and what it left still decides over its nodes: ` +
    `kubectl delete ${left.join(',')} ${name}, then ${daemonSet}`
  )
}
