import { API_VERSION } from '../api/names'
import type { ClusterEvent, Regarding } from '../ports/events'
import type { Outcome } from './act'
import type { Headline } from './headline'
import type { Observed, PhasedNode } from './observed'

const nodeOf = ({ name, member }: PhasedNode): Regarding => ({
  apiVersion: 'v1',
  kind: 'Node',
  name,
  uid: member.nodeUID,
})

const onNode = (
  node: PhasedNode,
  reason: string,
  message: string,
  key: string,
  type: ClusterEvent['type'] = 'Normal',
): ClusterEvent => ({ regarding: nodeOf(node), type, reason, message, key })

/** Told when it is new in the status, or a failure that stands would be a write in every sync. */
const isNew = ({ rollout }: Observed, { name, is }: PhasedNode): boolean =>
  is.phase === 'Failed' &&
  !(rollout.status?.failed ?? []).some(({ node, reason }) => node === name && reason === is.reason)

const nodeEvents = (observed: Observed, outcome: Outcome): ReadonlyArray<ClusterEvent> => [
  ...outcome.marked.map(node =>
    onNode(
      node,
      'SlotGiven',
      `pool ${observed.spec.pool} takes it to ${node.target.image}: cordoned and drained`,
      observed.spec.pool + node.target.attempt,
    ),
  ),
  ...observed.nodes.flatMap(node => {
    const order = outcome.approved.get(node.name)
    return order === undefined
      ? []
      : [onNode(node, 'RebootOrdered', `drained, reboots into ${node.target.image}`, order.mark)]
  }),
  ...outcome.released.map(node => {
    const mark = node.member.slot?.id ?? ''
    if (node.is.phase === 'UpToDate')
      return onNode(node, 'Updated', `runs ${node.target.image}, Ready: uncordoned`, mark)
    return onNode(node, 'SlotTakenBack', `not updated and uncordoned (${node.is.phase})`, mark)
  }),
  ...observed.nodes.flatMap(node =>
    node.is.phase === 'Failed' && isNew(observed, node)
      ? [
          onNode(
            node,
            'UpdateFailed',
            `${node.is.reason}: ${node.is.message}`,
            node.target.attempt + node.is.reason,
            'Warning',
          ),
        ]
      : [],
  ),
]

/** Phases that people wait for, or must act on. */
const TOLD: Readonly<Record<string, ClusterEvent['type']>> = {
  Paused: 'Normal',
  Halted: 'Warning',
  Completed: 'Normal',
  Returning: 'Warning',
  Returned: 'Normal',
}

const phaseEvents = ({ rollout, attempt }: Observed, { phase, message }: Headline): ReadonlyArray<ClusterEvent> => {
  const type = TOLD[phase]
  if (type === undefined || rollout.status?.phase === phase) return []
  const { name, uid } = rollout.metadata
  const regarding: Regarding = { apiVersion: API_VERSION, kind: 'BootcRollout', name, uid }
  return [{ regarding, type, reason: phase, message, key: `${attempt} ${rollout.metadata.generation ?? 0}` }]
}

/** What happened in this sync, to be told once: the same transition has the same name. */
export const transitionsOf = (
  observed: Observed,
  outcome: Outcome,
  headline: Headline,
): ReadonlyArray<ClusterEvent> => [...nodeEvents(observed, outcome), ...phaseEvents(observed, headline)]
