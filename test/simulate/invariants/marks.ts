import type { BootcNodeUpdateSpec, HostOrder } from '../../../hooks/api/bootc-node-update'
import type { Slot } from '../../../hooks/api/slot'
import type { RolloutSync } from '../journal'
import { markOn } from '../node-facts'
import type { Stored } from '../store'
import type { Moment } from './moment'

export interface MarkedName {
  readonly name: string
  readonly node: Stored
  readonly slot: Slot
}

export const marksIn = (nodes: Readonly<Record<string, Stored>>): ReadonlyArray<MarkedName> =>
  Object.entries(nodes).flatMap(([name, node]) => {
    const slot = markOn(node)
    return slot === undefined ? [] : [{ name, node, slot }]
  })

/** Marks that were given in this moment. */
export const newMarks = ({ nodes: { before, after } }: Moment): ReadonlyArray<MarkedName> =>
  before === after ? [] : marksIn(after).filter(({ name, slot }) => markOn(before[name])?.id !== slot.id)

/** A mark that takes no node down which was up: of one that is down, or in place of the one that the node had. */
export const isRepair = ({ nodes }: Moment, { name, slot }: MarkedName): boolean =>
  slot.bestEffort === true || markOn(nodes.before[name])?.pool === slot.pool

/**
 * What is wrong by every call for this pool in this moment, in the words of the first; undefined without a call. Whatever was
 * given meanwhile, one of them gave it, so that one which finds nothing wrong answers for it.
 */
export const problemByAll = (
  { syncs }: Moment,
  pool: string,
  problemOf: (sync: RolloutSync) => string | undefined,
): string | undefined => {
  const problems = syncs.filter(sync => sync.pool === pool).map(problemOf)
  return problems.every(problem => problem !== undefined) ? problems[0] : undefined
}

export interface NewOrder {
  readonly name: string
  readonly nodeUID: string
  readonly order: HostOrder
}

/** Reboot orders that were written in this moment. */
export const newOrders = ({ updates: { before, after } }: Moment): ReadonlyArray<NewOrder> => {
  if (before === after) return []
  const wordOf = (update: Stored | undefined): string | undefined => {
    const { order } = (update?.spec ?? {}) as Partial<BootcNodeUpdateSpec>
    return order?.step === 'Reboot' ? `${order.reboot?.mark} ${order.reboot?.fromBoot} ${order.image}` : undefined
  }
  return Object.entries(after).flatMap(([name, update]) => {
    const word = wordOf(update)
    const { node, order } = update.spec as BootcNodeUpdateSpec
    if (order === undefined || word === undefined || word === wordOf(before[name])) return []
    return [{ name, nodeUID: node.nodeUID, order }]
  })
}
