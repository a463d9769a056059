import type { BootcNodeUpdate, HostOrder, RebootOrder } from '../../api/bootc-node-update'
import { isSame } from '../../api/is-same'
import type { Observed } from '../observed'
import { nextOrder } from './next-order'
import type { Plan } from './plan'

/** An order to be written into an update, as that was when it was decided. */
export interface NewOrder {
  readonly update: BootcNodeUpdate
  readonly order: HostOrder
}

/**
 * The orders that differ from those that the nodes have. A node whose order is being withdrawn gets none: its withdrawal is
 * written before its mark goes.
 */
export const newOrders = (
  observed: Observed,
  plan: Plan,
  approved: ReadonlyMap<string, RebootOrder>,
): ReadonlyArray<NewOrder> =>
  observed.nodes.flatMap(node => {
    if (plan.withdraw.has(node.name)) return []
    const { update, order: old } = node
    const next = nextOrder(node, observed, plan, approved)
    if (old !== undefined && isSame(old, { ...next, id: old.id })) return []
    // What is to be reported besides is no other order: what was reported of the old one holds.
    if (old !== undefined && isSame({ ...old, verify: undefined }, { ...next, id: old.id, verify: undefined })) {
      return [{ update, order: { ...next, id: old.id } }]
    }
    return [{ update, order: { ...next, id: (old?.id ?? 0) + 1 } }]
  })
