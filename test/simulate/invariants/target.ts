import { digestIn } from '../../../hooks/api/bootc-node-update'
import type { BootcRolloutSpec, BootcRolloutStatus } from '../../../hooks/api/bootc-rollout'
import { isGivenUp } from './armed'
import { newOrders } from './marks'
import type { Invariant } from './moment'

/**
 * A reboot is ordered only into the target of the rollout that the hook was called with, and when that was given up (it
 * is cancelled, or was rolled back) only into an image that this very machine has run before, or that the pool last ran as a
 * whole.
 */
export const ordersOnlyTheTarget: Invariant = moment => {
  for (const { name, nodeUID, order } of newOrders(moment)) {
    if (moment.world.journal.tampered.has(name)) continue
    const digest = digestIn(order.image) ?? ''
    const ran = moment.world.journal.ran.get(nodeUID)
    const isFine = moment.syncs.some(({ pool, parent, answer }) => {
      const wanted = parent.spec as BootcRolloutSpec
      if (pool !== order.pool) return false
      const deployed = (parent.status as BootcRolloutStatus | undefined)?.deployedDigest
      const isKnown = ran?.has(digest) === true || digest === deployed
      return isGivenUp(wanted, answer.status) ? digest !== wanted.digest && isKnown : digest === wanted.digest
    })
    if (!isFine) return `${name} is ordered to reboot into ${digest}, which is not its target`
  }
  return undefined
}
