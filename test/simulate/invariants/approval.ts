import type { Invariant } from './moment'

/** One approval, which is one mark in one boot of one machine, makes one reboot at most. */
export const usesAnApprovalOnce: Invariant = ({ reboots, world }) => {
  for (const { node, uid, mark, fromBoot } of reboots) {
    const uses = world.journal.reboots.filter(
      other => other.uid === uid && other.mark === mark && other.fromBoot === fromBoot,
    )
    if (uses.length > 1) return `${node} rebooted ${uses.length} times by one order from boot ${fromBoot}`
  }
  return undefined
}
