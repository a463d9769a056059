import { withdrawn } from '../api/order'
import type { StoredUpdate } from '../api/stored-update'
import type { Cluster } from '../ports/cluster'

/** Takes an order to reboot back, as its pool may not be there to do it. What changed meanwhile is decided again soon. */
export const withdrawReboot = async (
  cluster: Pick<Cluster, 'patchUpdate'>,
  update: StoredUpdate,
  now: Date,
): Promise<void> => {
  const { order } = update.spec
  if (order?.step === 'Reboot') await cluster.patchUpdate(update, { order: withdrawn(order, now) })
}
