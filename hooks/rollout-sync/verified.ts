import { isImage } from '../api/bootc-node-update'
import { kernelBootOf } from '../api/order'
import type { NodeTarget, ObservedNode } from './observed-node'

/** A host's clock that is further ahead of ours than this, in milliseconds, is wrong and not just unlike ours. */
const WRONG_CLOCK_MS = 300_000

/** A host's time in ms since 1970; one by a clock that is wrong says nothing, and then `otherwise` has to do. */
export const believed = (time: string | undefined, otherwise: number, now: Date): number => {
  const at = time === undefined ? otherwise : Date.parse(time)
  return at > now.getTime() + WRONG_CLOCK_MS ? otherwise : at
}

/** A time from before the order says nothing either. */
const trusted = (time: string | undefined, orderedAt: number, now: Date): number =>
  Math.max(believed(time, orderedAt, now), orderedAt)

/**
 * Since when the node has been Ready in the boot that its agent reports, in ms; undefined while it is not. The later of
 * the Node's own transition and the boot counts: a kubelet does not go NotReady over a fast reboot, and a Node that is
 * Ready under an older boot id is only not yet known to be down.
 */
const readyInBootSince = ({ member, status, update }: ObservedNode, now: Date): number | undefined => {
  const { boot } = status ?? {}
  if (!member.ready || boot === undefined || member.bootID !== kernelBootOf(boot.id)) return undefined
  const orderedAt = Date.parse(update?.spec.since ?? boot.at)
  return Math.max(trusted(member.readySince, orderedAt, now), trusted(boot.at, orderedAt, now))
}

/**
 * When the node will have been Ready for long enough, in ms since 1970; undefined while it does not run its target, is
 * still in the boot that it was ordered to leave, or is not Ready there.
 */
export const verifiedAt = (
  node: ObservedNode,
  target: NodeTarget,
  minReadySeconds: number,
  now: Date,
): number | undefined => {
  const { status, update } = node
  if (!isImage(status?.booted, target.digest)) return undefined
  if (update?.spec.step === 'Reboot' && update.spec.reboot?.fromBoot === status?.boot?.id) return undefined
  const since = readyInBootSince(node, now)
  return since === undefined ? undefined : since + minReadySeconds * 1000
}
