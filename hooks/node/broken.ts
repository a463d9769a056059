import { reportedAt } from '../api/bootc-node-update'
import { between } from '../api/clocks'
import type { RolloutSettings } from '../api/rollout-settings'
import type { ObservedNode } from './observed-node'

/** For a pool without a reboot timeout, in seconds. */
const LONGEST_WAIT_SECONDS = 1200

/** How long a node may take to come up, in ms. */
export const patience = ({ rebootTimeoutSeconds }: RolloutSettings): number =>
  (rebootTimeoutSeconds === 0 ? LONGEST_WAIT_SECONDS : rebootTimeoutSeconds) * 1000

/**
 * When a node that is NotReady has had its time to come up by itself, in ms since 1970: rebootTimeoutSeconds since it went
 * NotReady, and since its agent first saw the present boot. Undefined while it is Ready, or it is unknown since when it is not.
 */
export const brokenAt = ({ member, status, update }: ObservedNode, settings: RolloutSettings): number | undefined => {
  const downSince = Date.parse(member.readySince ?? '')
  if (member.ready || Number.isNaN(downSince)) return undefined
  // The host's clock says when it booted, which may be hours off.
  return between(downSince, Date.parse(status?.boot?.at ?? ''), reportedAt(update)) + patience(settings)
}

/** An answer to an order that is older than this, in ms, does not show that the agent runs now. */
const FRESH_MS = 120_000

/**
 * What its agent says to the order that it has: `now` when it has acted on one that was given since the node counts as
 * broken, and just now; `old` when a new order would show more; `none` while nothing has come of the present one. Then the
 * host is off, and nothing written to it helps.
 */
export const answerOf = ({ order, status }: ObservedNode, brokenSince: number, now: Date): 'now' | 'old' | 'none' => {
  if (order === undefined || (status?.observedOrder ?? -1) < order.id) return 'none'
  const since = Date.parse(order.since)
  return since >= brokenSince && since > now.getTime() - FRESH_MS ? 'now' : 'old'
}
