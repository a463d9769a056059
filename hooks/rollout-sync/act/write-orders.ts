import type { Cluster } from '../../ports/cluster'
import type { NewOrder } from '../decide/new-orders'
import type { Performer } from './performer'

/** What became of the orders of one call. */
export interface Written {
  /** Names of the nodes that have their new order. */
  readonly names: ReadonlySet<string>
  /** Some changed since they were decided, or could not be written: they are decided again. */
  readonly isUnfinished: boolean
}

/** What there was to write is decided again. */
export const NOTHING_WRITTEN: Written = { names: new Set(), isUnfinished: true }

/**
 * Writes orders, each bound to the version of its update that it was decided on: what the agent has reported meanwhile, what was
 * noted of the Node, and a withdrawal all make it lose.
 */
export const writeOrders = async (
  todo: Performer,
  cluster: Pick<Cluster, 'patchUpdate'>,
  orders: ReadonlyArray<NewOrder>,
): Promise<Written> => {
  const names = new Set<string>()
  await todo.each(orders, async ({ update, order }) => {
    const { name } = update.metadata
    const outcome = await todo.perform(`write the order of ${name}`, () => cluster.patchUpdate(update, { order }))
    if (outcome === 'done') names.add(name)
  })
  return { names, isUnfinished: names.size < orders.length }
}
