import type { BootcRolloutStatus } from '../../api/bootc-rollout'
import { hostNotices } from '../../node/host-notices'
import { type ClusterEvent, EVENT_TTL_MS, nodeEvent, rolloutEvent } from '../../ports/events'
import type { ActOutcome } from '../act/act'
import { nodeTargetName, updateName } from '../image-names'
import type { Observed, PhasedNode } from '../observed'

/** The Node of a member. */
const nodeOf = ({ name, member }: PhasedNode) => ({ metadata: { name, uid: member.nodeUID } })

type Failures = Pick<BootcRolloutStatus, 'failed' | 'failedCount'>

const has = (failures: Failures, { name, is }: PhasedNode): boolean =>
  is.phase === 'Failed' && (failures.failed ?? []).some(({ node, reason }) => node === name && reason === is.reason)

/** An event when it is new in the status, or a failure that stands would be a write in every sync. */
const isNew = ({ rollout }: Observed, next: Failures, node: PhasedNode): boolean =>
  has(next, node) && !has(rollout.status ?? {}, node)

/** Nodes that failed beside those that the status lists, in one event: thousands at once would bury all others. */
const excessEvents = ({ rollout, attempt }: Observed, next: Failures): ReadonlyArray<ClusterEvent> => {
  const { failed = [], failedCount = 0 } = next
  if (failedCount <= failed.length || failedCount <= (rollout.status?.failedCount ?? 0)) return []
  const message = `${failedCount} nodes failed, of which ${failed.length} are named in status.failed`
  return [rolloutEvent(rollout, { reason: 'MoreNodesFailed', message, key: `${attempt} ${failedCount}` })]
}

/** Nodes whose hosts have events in one sync: an admin who changes a fleet must not bury all others. */
const MOST_WARNED = 10

/** No status remembers them, so they are handed over as long as an event lasts; the port records each once. */
const warnings = ({ nodes, now }: Observed): ReadonlyArray<ClusterEvent> =>
  nodes
    .flatMap(node =>
      hostNotices(node.status)
        .filter(
          ({ lastTransitionTime = '' }) => Math.abs(now.getTime() - Date.parse(lastTransitionTime)) < EVENT_TTL_MS,
        )
        .map(({ reason = '', message = '', lastTransitionTime = '' }) =>
          nodeEvent(nodeOf(node), {
            reason: 'HostWarning',
            message: `${reason}: ${message}`,
            key: `${reason} ${lastTransitionTime}`,
          }),
        ),
    )
    .slice(0, MOST_WARNED)

const nodeEvents = (observed: Observed, outcome: ActOutcome, next: Failures): ReadonlyArray<ClusterEvent> => [
  ...observed.nodes.flatMap(node => {
    const order = outcome.approved.get(node.name)
    const message = `drained, reboots: ${updateName(node, observed)}`
    return order === undefined ? [] : [nodeEvent(nodeOf(node), { reason: 'RebootOrdered', message, key: order.mark })]
  }),
  ...outcome.released.map(node => {
    const key = node.member.slot?.id ?? ''
    if (node.is.phase !== 'UpToDate') {
      const message = `not updated, uncordoned (${node.is.phase})`
      return nodeEvent(nodeOf(node), { reason: 'UpdateWithdrawn', message, key })
    }
    const message = `updated to ${nodeTargetName(node, observed)}, uncordoned`
    return nodeEvent(nodeOf(node), { reason: 'Updated', message, key })
  }),
  ...observed.nodes.flatMap(node => {
    const { is } = node
    if (is.phase !== 'Failed' || !isNew(observed, next, node)) return []
    const key = node.target.attempt + is.reason
    return [nodeEvent(nodeOf(node), { reason: 'UpdateFailed', message: `${is.reason}: ${is.message}`, key })]
  }),
  // Last: these slots may be those that the others freed.
  ...outcome.marked.map(node => {
    const { pool } = observed.spec
    const message = `pool ${pool} updates this node: ${updateName(node, observed)}; cordoned, draining`
    return nodeEvent(nodeOf(node), { reason: 'UpdateStarted', message, key: pool + node.target.attempt })
  }),
]

/** The events of this sync, recorded once: the same transition has the same name. The phase is the pool's to tell of. */
export const rolloutTransitions = (
  observed: Observed,
  outcome: ActOutcome,
  report: Failures,
): ReadonlyArray<ClusterEvent> => [
  ...nodeEvents(observed, outcome, report),
  ...excessEvents(observed, report),
  ...warnings(observed),
]
