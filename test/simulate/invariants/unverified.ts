import type { BootcNodeUpdate } from '../../../hooks/api/bootc-node-update'
import { bootOf, isReadable, isUp } from '../host'
import { markOn } from '../node-facts'
import type { Invariant } from './moment'

/**
 * A node that its pool's order took to an image under which its agent can read nothing keeps its mark, as long as it is
 * the pool's: nobody knows what state it is in. Marks that somebody took away by hand are not our doing, and a report that
 * came after the one that the rollout was sent says nothing against it.
 */
export const keepsUnreadNodesMarked: Invariant = ({ nodes: { before, after }, syncs, world }) => {
  if (before === after) return undefined
  for (const [name, node] of Object.entries(after)) {
    const [slot, host] = [markOn(before[name]), world.hosts.get(name)]
    if (slot === undefined || markOn(node) !== undefined || host === undefined || isReadable(host)) continue
    const wasShown = syncs.some(sync => {
      const { spec, status } = (sync.updates[name] ?? {}) as Partial<BootcNodeUpdate>
      const isOurs = spec?.node.pool === slot.pool && spec.node.nodeUID === host.uid
      const isReported = status?.boot?.id === bootOf(name, host) && status.booted === undefined
      return (
        isOurs && isReported && status.attempt?.fromBoot !== undefined && status.attempt.fromBoot !== status.boot?.id
      )
    })
    if (wasShown && world.pools.get(slot.pool) !== undefined && isUp(host) && !world.journal.tampered.has(name)) {
      return `${name} lost its mark, and its agent cannot read what it runs`
    }
  }
  return undefined
}
