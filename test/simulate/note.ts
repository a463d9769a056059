import type { BootcNodeUpdateSpec } from '../../hooks/api/bootc-node-update'
import { bootOf } from './host'
import { marksIn } from './invariants/marks'
import { whyStopped } from './invariants/stopped'
import { drainKey, type RolloutSync } from './journal'
import { isCordonedNow } from './node-facts'
import { awaitedOn } from './pods'
import type { World } from './world'

/** Whether any host may still reboot by an order of the pool, or is about to. */
const mayReboot = (world: World, pool: string): boolean =>
  Object.entries(world.updates.all()).some(([name, { spec }]) => {
    const { order } = spec as BootcNodeUpdateSpec
    const host = world.hosts.get(name)
    if (order?.pool !== pool || host === undefined) return false
    return order.reboot?.fromBoot === bootOf(name, host) || host.reboot !== undefined
  })

/** Writes down what invariants look back at: which marks were drained, and which pools have stopped altogether. */
export const takeNote = (world: World, syncs: ReadonlyArray<RolloutSync>): void => {
  const { marked } = world.journal
  for (const { name, node, slot } of marksIn(world.nodes.all())) {
    const key = drainKey(name, slot.id)
    if (!marked.has(key)) marked.set(key, world.now)
    const isEmpty = isCordonedNow(node) && awaitedOn(world, name, marked.get(key) ?? 0).length === 0
    if (isEmpty) world.journal.drained.add(key)
  }
  for (const sync of syncs) {
    if (whyStopped(sync) === undefined) world.journal.stopped.delete(sync.pool)
    else if (!mayReboot(world, sync.pool)) world.journal.stopped.add(sync.pool)
  }
}
