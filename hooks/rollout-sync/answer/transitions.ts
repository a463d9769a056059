import type { BootcRollout, BootcRolloutStatus } from '../../api/bootc-rollout'
import { API_VERSION } from '../../api/names'
import { phaseEventType } from '../../api/phase-events'
import type { ClusterEvent, Regarding } from '../../ports/events'
import type { ActOutcome } from '../act/act'
import { nodeTargetName, updateName } from '../image-names'
import type { Observed, PhasedNode } from '../observed'
import type { Headline } from './headline'

const nodeOf = ({ name, member }: PhasedNode): Regarding => ({
  apiVersion: 'v1',
  kind: 'Node',
  name,
  uid: member.nodeUID,
})

const rolloutOf = ({ metadata: { name, uid } }: BootcRollout): Regarding => ({
  apiVersion: API_VERSION,
  kind: 'BootcRollout',
  name,
  uid,
})

/** Its order, once it has one. */
const updateOf = ({ update }: PhasedNode): Regarding | undefined =>
  update && { apiVersion: API_VERSION, kind: 'BootcNodeUpdate', name: update.metadata.name, uid: update.metadata.uid }

const on = (
  regarding: Regarding,
  reason: string,
  message: string,
  key: string,
  type: ClusterEvent['type'] = 'Normal',
): ClusterEvent => ({ regarding, type, reason, message, key })

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
  return [on(rolloutOf(rollout), 'MoreNodesFailed', message, `${attempt} ${failedCount}`, 'Warning')]
}

const nodeEvents = (observed: Observed, outcome: ActOutcome, next: Failures): ReadonlyArray<ClusterEvent> => [
  ...observed.nodes.flatMap(node => {
    const order = outcome.approved.get(node.name)
    return order === undefined
      ? []
      : [
          on(
            updateOf(node) ?? nodeOf(node),
            'RebootOrdered',
            `drained, reboots: ${updateName(node, observed)}`,
            order.mark,
          ),
        ]
  }),
  ...outcome.released.map(node => {
    const mark = node.member.slot?.id ?? ''
    if (node.is.phase === 'UpToDate')
      return on(nodeOf(node), 'Updated', `updated to ${nodeTargetName(node, observed)}, uncordoned`, mark)
    return on(nodeOf(node), 'UpdateWithdrawn', `not updated, uncordoned (${node.is.phase})`, mark)
  }),
  ...observed.nodes.flatMap(node => {
    const { is } = node
    if (is.phase !== 'Failed' || !isNew(observed, next, node)) return []
    const key = node.target.attempt + is.reason
    const update = updateOf(node)
    // Both are looked at first when something is wrong.
    return [nodeOf(node), ...(update === undefined ? [] : [update])].map(regarding =>
      on(regarding, 'UpdateFailed', `${is.reason}: ${is.message}`, key, 'Warning'),
    )
  }),
  // Last: these slots may be those that the others freed.
  ...outcome.marked.map(node =>
    on(
      nodeOf(node),
      'UpdateStarted',
      `pool ${observed.spec.pool} updates this node: ${updateName(node, observed)}; cordoned, draining`,
      observed.spec.pool + node.target.attempt,
    ),
  ),
]

const phaseEvents = ({ rollout, attempt }: Observed, { phase, message }: Headline): ReadonlyArray<ClusterEvent> => {
  const type = phaseEventType(phase, rollout.spec.cancelled)
  if (type === undefined || rollout.status?.phase === phase) return []
  return [on(rolloutOf(rollout), phase, message, `${attempt} ${rollout.metadata.generation ?? 0}`, type)]
}

/** The events of this sync, recorded once: the same transition has the same name. */
export const rolloutTransitions = (
  observed: Observed,
  outcome: ActOutcome,
  { headline, report }: { readonly headline: Headline; readonly report: Failures },
): ReadonlyArray<ClusterEvent> => [
  ...nodeEvents(observed, outcome, report),
  ...excessEvents(observed, report),
  ...phaseEvents(observed, headline),
]
