import { hostNotices } from '../../node/host-notices'
import { type ClusterEvent, EVENT_TTL_MS, nodeEvent } from '../../ports/events'
import type { ActOutcome } from '../act/act'
import { nodeTargetName, updateName } from '../image-names'
import type { Observed, PhasedNode } from '../observed'
import { type Failures, failureEvents } from './failure-events'
import { type StepReport, stepEvents } from './step-events'

/** The Node of a member. */
const nodeOf = ({ name, member }: PhasedNode) => ({ metadata: { name, uid: member.nodeUID } })

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

/** After so many milliseconds the event of the mark says no more when the node reboots. */
const LONG_DRAIN_MS = 30_000

/** Each event is a write for each node: UpdateStarted and Updated will do for a short drain. */
const wasLongDrain = ({ member: { slot } }: PhasedNode, now: Date): boolean =>
  slot !== undefined && now.getTime() >= Date.parse(slot.since) + LONG_DRAIN_MS

/** The events of this sync, recorded once: the same transition has the same name. The phase is the pool's to tell of. */
export const rolloutTransitions = (
  observed: Observed,
  outcome: ActOutcome,
  report: Failures & StepReport,
): ReadonlyArray<ClusterEvent> => [
  ...observed.nodes.flatMap(node => {
    const order = wasLongDrain(node, observed.now) ? outcome.approved.get(node.name) : undefined
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
  ...failureEvents(observed, report),
  ...stepEvents(observed, report),
  // Last: these slots may be those that the others freed.
  ...outcome.marked.map(node => {
    const { pool } = observed.spec
    const message = `pool ${pool} updates this node: ${updateName(node, observed)}; cordoned, draining`
    return nodeEvent(nodeOf(node), { reason: 'UpdateStarted', message, key: pool + node.target.attempt })
  }),
  ...warnings(observed),
]
