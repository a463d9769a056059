import type { BootcNodeUpdateSpec } from '../../../hooks/api/bootc-node-update'
import type { Slot } from '../../../hooks/api/slot'
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

export interface NewOrder {
  readonly name: string
  readonly spec: BootcNodeUpdateSpec
}

/** Reboot orders that were written in this moment. */
export const newOrders = ({ updates: { before, after } }: Moment): ReadonlyArray<NewOrder> => {
  if (before === after) return []
  const orderOf = (update: Stored | undefined): string | undefined => {
    const spec = update?.spec as BootcNodeUpdateSpec | undefined
    return spec?.step === 'Reboot' ? `${spec.reboot?.mark} ${spec.reboot?.fromBoot} ${spec.image}` : undefined
  }
  return Object.entries(after).flatMap(([name, update]) => {
    const order = orderOf(update)
    return order === undefined || order === orderOf(before[name])
      ? []
      : [{ name, spec: update.spec as BootcNodeUpdateSpec }]
  })
}
