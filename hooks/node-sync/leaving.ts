import type { HostImage } from '../api/bootc-node-update'
import type { BootcPoolMember } from '../api/bootc-pool-member'
import { cleanReport } from '../api/clean-report'
import { entryName } from '../api/image-name'
import type { Node } from '../api/kubernetes'
import { NODE_POOL_LABEL } from '../api/names'
import type { Cluster } from '../ports/cluster'
import { type ClusterEvent, nodeEvent } from '../ports/events'
import type { RunningImages } from '../ports/running-images'
import type { Membership } from './membership'

/** A Node whose pool is about to be taken off it; `member` is the one that it still has of that pool. */
export interface Leaving {
  readonly node: Node
  readonly membership: Membership | undefined
  readonly member: BootcPoolMember | undefined
}

/** The pool that a Node leaves in this sync; undefined when it stays, or left before. */
const leftPool = ({ node, membership, member }: Leaving): string | undefined => {
  const pool = node.metadata.labels?.[NODE_POOL_LABEL]
  const isMember = member?.spec.pool === pool && member?.spec.nodeUID === node.metadata.uid
  return isMember && pool !== membership?.pool ? pool : undefined
}

/** Kept in mind, or read: the report goes with the pool. */
const bootedOf = async (
  cluster: Pick<Cluster, 'readUpdate'>,
  running: RunningImages,
  { metadata: { name, uid } }: Node,
): Promise<HostImage | undefined> => {
  const known = running.of(uid)
  if (known !== undefined) return known
  const update = await cluster.readUpdate(name)
  return update?.status?.nodeUID === uid ? cleanReport(update.status).booted : undefined
}

/** The event of a Node that leaves its pool: nothing else says what it runs once its report is gone. */
export const leavingEvent = async (
  cluster: Pick<Cluster, 'readUpdate'>,
  running: RunningImages,
  leaving: Leaving,
): Promise<ClusterEvent | undefined> => {
  const pool = leftPool(leaving)
  if (pool === undefined) return undefined
  const { node, membership, member } = leaving
  const booted = await bootedOf(cluster, running, node)
  const next = membership === undefined ? '' : `, is in pool ${membership.pool} now`
  const runs = booted === undefined ? 'what it runs was not reported' : `runs ${entryName(booted)}`
  const key = `${pool} ${member?.metadata.uid} ${membership?.pool ?? ''}`
  return nodeEvent(node, { reason: 'LeftPool', message: `left pool ${pool}${next}; ${runs}`, key })
}
