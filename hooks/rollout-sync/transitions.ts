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

/** Told when it is new in the status, or a failure that stands would be a write in every sync. */
const isNew = ({ rollout }: Observed, { name, is }: PhasedNode): boolean =>
  is.phase === 'Failed' &&
  !(rollout.status?.failed ?? []).some(({ node, reason }) => node === name && reason === is.reason)

const nodeEvents = (observed: Observed, outcome: Outcome): ReadonlyArray<ClusterEvent> => [
  ...observed.nodes.flatMap(node => {
    const order = outcome.approved.get(node.name)
    return order === undefined
      ? []
      : [on(updateOf(node) ?? nodeOf(node), 'RebootOrdered', `drained, reboots into ${node.target.image}`, order.mark)]
  }),
  ...outcome.released.map(node => {
    const mark = node.member.slot?.id ?? ''
    if (node.is.phase === 'UpToDate')
      return on(nodeOf(node), 'Updated', `runs ${node.target.image}, Ready: uncordoned`, mark)
    return on(nodeOf(node), 'SlotTakenBack', `not updated and uncordoned (${node.is.phase})`, mark)
  }),
  ...observed.nodes.flatMap(node => {
    const { is } = node
    if (is.phase !== 'Failed' || !isNew(observed, node)) return []
    const key = node.target.attempt + is.reason
    const update = updateOf(node)
    // Both are looked at first when something is wrong.
    return [nodeOf(node), ...(update === undefined ? [] : [update])].map(regarding =>
      on(regarding, 'UpdateFailed', `${is.reason}: ${is.message}`, key, 'Warning'),
    )
  }),
  // Last: it is what the others gave back that is given anew.
  ...outcome.marked.map(node =>
    on(
      nodeOf(node),
      'SlotGiven',
      `pool ${observed.spec.pool} takes it to ${node.target.image}: cordoned and drained`,
      observed.spec.pool + node.target.attempt,
    ),
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
