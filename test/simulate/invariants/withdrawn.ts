import type { BootcNodeUpdate } from '../../../hooks/api/bootc-node-update'
import { bootOf } from '../host'
import type { World } from '../world'
import type { Invariant } from './moment'
import { whyStopped } from './stopped'

/** Whether a host that is up could still begin to reboot by this order. */
const mayBegin = (world: World, name: string, { spec: { node, order }, status }: BootcNodeUpdate): boolean => {
  const host = world.hosts.get(name)
  const isOurs = node.ready && node.slot !== undefined && !world.journal.tampered.has(name)
  if (host === undefined || !isOurs || status?.nodeUID !== node.nodeUID) return false
  return order?.step === 'Reboot' && order.reboot?.fromBoot === bootOf(name, host) && status.phase !== 'Rebooting'
}

/**
 * A stopped pool whose hook saw things as they are, and could write, leaves no order behind by which a host could begin to reboot;
 * while calls fail it tries again soon.
 */
export const takesOrdersBack: Invariant = ({ syncs, updates, world }) => {
  if (world.weather.failingCalls > 0) return undefined
  for (const sync of syncs) {
    const reason = sync.isFresh ? whyStopped(sync) : undefined
    if (reason === undefined) continue
    for (const [name, update] of Object.entries(updates.after)) {
      const shown = update as unknown as BootcNodeUpdate
      if (shown.spec.order?.pool === sync.pool && mayBegin(world, name, shown)) {
        return `${name} may still reboot, although pool ${sync.pool} ${reason}`
      }
    }
  }
  return undefined
}

/**
 * Once a stopped pool has had its syncs (no live order was left when one of them ended), none of its nodes reboots until
 * it goes on.
 */
export const staysStopped: Invariant = ({ reboots, world }) => {
  for (const { node, pool } of reboots) {
    if (world.journal.stopped.has(pool) && !world.journal.tampered.has(node)) {
      return `${node} reboots, although pool ${pool} had stopped`
    }
  }
  return undefined
}
