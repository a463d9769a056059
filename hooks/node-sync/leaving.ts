import type { BootcNodeUpdate } from '../api/bootc-node-update'
import { cleanReport } from '../api/clean-report'
import { entryName } from '../api/image-name'
import type { Node } from '../api/kubernetes'
import { NODE_POOL_LABEL } from '../api/names'
import { type ClusterEvent, nodeEvent } from '../ports/events'
import type { Membership } from './membership'

/** A Node whose pool is about to be taken off it; `update` is the one that it still has of that pool. */
export interface Leaving {
  readonly node: Node
  readonly membership: Membership | undefined
  readonly update: BootcNodeUpdate | undefined
}

/** The event of a Node that leaves its pool in this sync: nothing else says what it runs once its report is gone. */
export const leavingEvent = ({ node, membership, update }: Leaving): ClusterEvent | undefined => {
  const pool = node.metadata.labels?.[NODE_POOL_LABEL]
  if (update === undefined || update.spec.node.pool !== pool || pool === membership?.pool) return undefined
  const { status, metadata } = update
  const booted = status?.nodeUID === node.metadata.uid ? cleanReport(status).booted : undefined
  const next = membership === undefined ? '' : `, is in pool ${membership.pool} now`
  const runs = booted === undefined ? 'what it runs was not reported' : `runs ${entryName(booted)}`
  const key = `${pool} ${metadata.uid} ${membership?.pool ?? ''}`
  return nodeEvent(node, { reason: 'LeftPool', message: `left pool ${pool}${next}; ${runs}`, key })
}
