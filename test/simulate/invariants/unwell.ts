import { isReturnAttempt } from '../../../hooks/api/attempt'
import type { BootcNodeUpdate } from '../../../hooks/api/bootc-node-update'
import type { BootcRolloutSpec } from '../../../hooks/api/bootc-rollout'
import { ailmentOf, bootOf, digestOf, isUp } from '../host'
import type { RolloutSync } from '../journal'
import { markOn } from '../node-facts'
import type { Invariant } from './moment'

/** Whether the sync was shown a unit, in the present boot of the host, that its pool asks for and that was not active. */
const wasShownUnwell = ({ parent, updates }: RolloutSync, name: string, boot: string): boolean => {
  const { strategy, verify } = (parent.spec as BootcRolloutSpec).rollout
  const { spec, status } = (updates[name] ?? {}) as Partial<BootcNodeUpdate>
  const isAsked = strategy !== 'StageOnly' && spec?.node.ready === true && status?.boot?.id === boot
  return (
    isAsked &&
    (verify?.systemdUnits ?? []).some(name =>
      status?.units?.some(({ unit, state }) => unit === name && state !== 'active'),
    )
  )
}

/**
 * A node that came up with another image than it was marked with, and that was seen not to be well, keeps its mark as long as
 * it is its pool's, whatever was decided meanwhile. It may go back, and marks may be taken away by hand.
 */
export const keepsUnwellNodesMarked: Invariant = ({ nodes: { before, after }, syncs, world }) => {
  if (before === after) return undefined
  for (const [name, node] of Object.entries(after)) {
    const [slot, host] = [markOn(before[name]), world.hosts.get(name)]
    if (slot?.fromDigest === undefined || markOn(node) !== undefined || host === undefined || !isUp(host)) continue
    const hasLeft = digestOf(host.booted) !== slot.fromDigest && !isReturnAttempt(slot.attempt)
    const isOurs = world.pools.get(slot.pool) !== undefined && !world.journal.tampered.has(name)
    const isStillSick = Object.keys(ailmentOf(host).units ?? {}).length > 0
    const own = syncs.filter(({ pool }) => pool === slot.pool)
    const wasShown = own.length > 0 && own.every(sync => wasShownUnwell(sync, name, bootOf(name, host)))
    if (hasLeft && isOurs && isStillSick && wasShown) return `${name} lost its mark, and is not well`
  }
  return undefined
}
