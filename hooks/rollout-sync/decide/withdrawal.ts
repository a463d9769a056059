import { kernelBootOf } from '../../api/bootc-node-update'
import { hasLeftByOrder } from '../../node/left-by-order'
import { isMarked, isMarkedFor, isUnreadAfterReboot } from '../../node/observed-node'
import { PHASES } from '../../node/phases'
import type { Observed, PhasedNode } from '../observed'
import type { Closed } from './gate'
import { beyondStep } from './step-room'

/** Whether it has come up with its target, and shows in its slot what `verify` asks: a retry does not take that from it. */
const isProving = ({ is, target }: PhasedNode): boolean =>
  target.verify !== undefined && PHASES[is.phase].rebooted === true

/** Ready in the boot that its agent reports; in a newer one it may be back from the reboot that it was marked for. */
const isReadyAgain = ({ member, status }: PhasedNode): boolean =>
  member.ready && status?.boot !== undefined && member.bootID === kernelBootOf(status.boot.id)

/**
 * Whether it has a slot that may be taken back, whatever the reason. Nobody knows what a node runs that came back from its reboot
 * and cannot be read, whatever is noted of it on its Node; and no pod is invited to a node that is not well, whatever it failed
 * at and whoever wants it.
 */
const mayGiveBack = (node: PhasedNode): boolean =>
  isMarked(node) && !isUnreadAfterReboot(node) && node.isUnwell !== true

/**
 * Why a marked node must give its slot back without having been updated; undefined when it keeps it. It takes two
 * syncs: the order goes back to Stage first, and the mark goes when the host can no longer reboot by it.
 */
const withdrawalOf = (node: PhasedNode, recalled: Closed | undefined): string | undefined => {
  const { member, is, target } = node
  // A node that is down stays unavailable without its mark too, and keeps its place until it can be repaired.
  if (!isMarkedFor(node, target)) return member.ready && !isProving(node) ? 'the target changed' : undefined
  if (PHASES[is.phase].rebooted === true) return undefined
  // A power cut drops what is staged. The node is staged again like any other, and not kept empty meanwhile.
  const isWaiting = is.phase === 'Draining' || is.phase === 'Drained'
  if (isWaiting && node.status?.ready?.digest !== target.digest) return 'its staged image is gone'
  if (is.phase === 'Failed' && !is.keepsSlot) return `it failed: ${is.reason}`
  // Down or broken: uncordoning it would invite pods. One that is Ready and never rebooted can be let off its order.
  const neverLeft = member.ready && !hasLeftByOrder(node, target)
  if (is.phase === 'Failed' && !(neverLeft && is.reason === 'RebootTimedOut')) return undefined
  if (is.phase === 'Drifted') return member.ready ? 'another image was booted by hand' : undefined
  if (member.slot?.bestEffort === true && isReadyAgain(node)) return 'it is Ready again, and waits for a slot'
  if (member.contenders.length > 1) return `several pools claim it: ${member.contenders.join(', ')}`
  return recalled?.message
}

/** The reasons by node name. `recalled`: the first closed one of the gates that take back. */
export const withdrawals = (observed: Observed, recalled: Closed | undefined): ReadonlyMap<string, string> => {
  const beyond = beyondStep(observed)
  return new Map(
    observed.nodes.filter(mayGiveBack).flatMap(node => {
      const reason = withdrawalOf(node, recalled) ?? beyond.get(node.name)
      return reason === undefined ? [] : [[node.name, reason] as const]
    }),
  )
}
