import { type BootcNodeUpdate, type HostOrder, kernelBootOf } from './bootc-node-update'
import { isSame } from './is-same'
import type { Node } from './kubernetes'

/** The report of the agent on this very machine. */
const knownStatus = ({ spec: { node }, status }: BootcNodeUpdate): BootcNodeUpdate['status'] =>
  status?.nodeUID === node.nodeUID ? status : undefined

/** Whether the agent has said that it reboots: then no withdrawal stops it any more. */
export const hasBegunReboot = (update: BootcNodeUpdate): boolean => knownStatus(update)?.phase === 'Rebooting'

/**
 * Whether the host may still reboot by this object: a reboot order for the boot that the agent reports, or a reboot
 * that it has begun. While that is so its Node keeps its mark. An agent that never reported counts as being in the
 * order's boot.
 */
export const isRebootAlive = (update: BootcNodeUpdate): boolean => {
  if (hasBegunReboot(update)) return true
  const { order } = update.spec
  const boot = knownStatus(update)?.boot
  return order?.step === 'Reboot' && (boot === undefined || boot.id === order.reboot?.fromBoot)
}

/**
 * Whether the boot that the agent last spoke of is over by its kubelet's word. For a node that left its pool that has to
 * do: its agent is gone, and will never say that the reboot has happened.
 */
export const isBootOver = ({ status }: BootcNodeUpdate, live: Node): boolean => {
  const bootID = live.status?.nodeInfo?.bootID
  return bootID !== undefined && status?.boot !== undefined && bootID !== kernelBootOf(status.boot.id)
}

/** An agent that was removed with its pool's label says no more; so long after its last order its reboot will not come, in ms. */
const LONGEST_WAIT_MS = 1_200_000

/**
 * Whether the host may still reboot by an order of a pool that the Node is not in any more. Its kubelet's word about another
 * boot ends that, and time.
 */
export const isStrayReboot = (update: BootcNodeUpdate, live: Node, now: Date): boolean => {
  const { order } = update.spec
  const hasWaited = order?.step !== 'Reboot' && now.getTime() > Date.parse(order?.since ?? '') + LONGEST_WAIT_MS
  return isRebootAlive(update) && !isBootOver(update, live) && !hasWaited
}

/** What an order says, by which it is another one; its number is given to it when it is written. */
export type OrderContent = Omit<HostOrder, 'id'>

/**
 * The order that takes the place of one which is withdrawn: it lets nobody reboot. It differs even where there was nothing to take
 * back, so that an order which is on its way, decided on what it was before, loses; to its agent that alone is no new order.
 */
export const withdrawn = (old: HostOrder, now: Date, next: OrderContent = old): HostOrder => {
  const { reboot: _dead, ...content } = next
  const since = new Date(Math.max(now.getTime(), Date.parse(old.since) + 1)).toISOString()
  const order = { ...content, step: next.step === 'Observe' ? next.step : ('Stage' as const), since }
  const isNew = !isSame({ ...old, since }, { ...order, id: old.id })
  return { ...order, id: isNew ? old.id + 1 : old.id }
}
