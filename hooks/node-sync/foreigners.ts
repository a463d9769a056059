import type { BootcPoolScope } from '../api/bootc-pool-scope'
import { foreignNode } from '../api/foreign-node'
import type { Node } from '../api/kubernetes'
import { type ClusterEvent, nodeEvent } from '../ports/events'
import { poolsSelecting } from './membership'

/** Why a Node that a pool selects is in none; undefined when that needs no word. */
const leftOut = (node: Node, scopes: ReadonlyArray<BootcPoolScope>): ClusterEvent | undefined => {
  const foreign = foreignNode(node.metadata.labels ?? {})
  const pools = foreign === undefined ? [] : poolsSelecting(node, scopes)
  if (foreign === undefined || pools.length === 0) return undefined
  const { what, label, value } = foreign
  const names = pools.map(pool => `pool ${pool}`).join(' and ')
  return nodeEvent(node, {
    reason: 'NotAHost',
    message: `left out of ${names}: it is ${what} (label ${label}=${value}), which can never be a bootc host`,
    key: names,
  })
}

/** Remembered at most: every pod of EKS Fargate has a Node of its own. */
const MOST_TOLD = 1000

/** Answers the event about a Node, once; a process that restarts answers it again, and there is still one event. */
export const createForeigners = (): ((
  node: Node,
  scopes: ReadonlyArray<BootcPoolScope>,
) => ClusterEvent | undefined) => {
  /** By the uid of the Node, the oldest first. */
  const told = new Map<string, string>()
  return (node, scopes) => {
    const event = leftOut(node, scopes)
    const { uid } = node.metadata
    if (event === undefined || told.get(uid) === event.key) return undefined
    told.set(uid, event.key)
    const [oldest = ''] = told.size > MOST_TOLD ? told.keys() : []
    told.delete(oldest)
    return event
  }
}
