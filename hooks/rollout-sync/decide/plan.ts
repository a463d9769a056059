import { windowStateAt } from '../../api/maintenance-window'
import { brokenAt } from '../../node/broken'
import { disbelievedAt } from '../../node/disbelieved'
import { isMarked, isMarkedFor } from '../../node/observed-node'
import { deadlineOf } from '../../node/timeouts'
import { verifiedAt } from '../../node/verified'
import type { Observed, PhasedNode } from '../observed'
import { candidates, repairs } from './candidates'
import { editedDrains } from './edited-drains'
import type { Closed } from './gate'
import { firstClosed, recallingGates } from './gates'
import { unwellNames } from './is-well'
import { podsAwaitedAt, podsEveryMs } from './pods-awaited'
import { unwellUntil } from './soak-failure'
import { stagingNodes } from './staging'
import { withinStep } from './step-room'
import { unavailableNodes } from './unavailable'
import { withdrawals } from './withdrawal'

/** What is to be done about the nodes, decided from what was observed; the effects may still find it outdated. */
export interface Plan {
  /** Updated and proven: their marks go. */
  readonly free: ReadonlyArray<PhasedNode>
  /** Marked nodes that give their slot back; the reason by node name. */
  readonly withdraw: ReadonlyMap<string, string>
  /** Not well in their slots while nothing may start: they keep their marks, and go no further. By node name. */
  readonly hold: ReadonlySet<string>
  /** Drain by settings that the pool does not have any more. */
  readonly edited: ReadonlyArray<PhasedNode>
  readonly closed: Closed | undefined
  /** Down already, and repaired by the target: marked out of turn. */
  readonly repair: ReadonlyArray<PhasedNode>
  /** Down already: their orders are given again, to learn whether their agents act. By node name. */
  readonly ask: ReadonlySet<string>
  /** May get a slot now, in this order, until maxUnavailable is reached. */
  readonly fill: ReadonlyArray<PhasedNode>
  /** Drained: may get their reboot order, if a live look agrees. */
  readonly approve: ReadonlyArray<PhasedNode>
  /** Names of the nodes whose order may be to stage the target. */
  readonly stage: ReadonlySet<string>
  /** When something changes by time alone, in ms since 1970: a node is verified, a timeout ends, a window opens. */
  readonly nextAt: number | undefined
}

const isToFree = (node: PhasedNode): boolean => isMarked(node) && node.is.phase === 'UpToDate'

/** An order for an earlier boot is dead: the node came back from it without its target, and staged it again. */
const hasOrder = ({ order, member, status }: PhasedNode): boolean =>
  order?.step === 'Reboot' && order.reboot?.mark === member.slot?.id && order.reboot?.fromBoot === status?.boot?.id

const isToApprove = (node: PhasedNode): boolean =>
  node.is.phase === 'Drained' &&
  isMarkedFor(node, node.target) &&
  node.status?.ready?.digest === node.target.digest &&
  !hasOrder(node)

const timesOf = (node: PhasedNode, observed: Observed): ReadonlyArray<number> => {
  const { spec } = observed
  const verified =
    node.is.phase === 'Verifying' ? verifiedAt(node, node.target, spec.rollout.minReadySeconds) : undefined
  const broken = node.is.phase === 'Staged' ? brokenAt(node, spec.rollout) : undefined
  const disbelieved = disbelievedAt(node, spec.rollout)
  return [
    verified,
    broken,
    disbelieved,
    podsAt(node, observed),
    deadlineOf(node, node.is, node.target, spec.rollout)?.at,
  ].flatMap(at => at ?? [])
}

/** When its pods are listed next: no event tells that one became Ready. A call that had no time for them is made up for. */
const podsAt = (node: PhasedNode, observed: Observed): number | undefined => {
  if (node.pods?.unmet.length === 0) return undefined
  const at = podsAwaitedAt(node, observed)
  const now = observed.now.getTime()
  return at === undefined || at > now ? at : now + podsEveryMs(node.is)
}

/** The end of the soak, and when a node that is not well in it is given up. */
const soakTimes = ({ steps: { going }, unwell, spec }: Observed): ReadonlyArray<number> => {
  if (going === undefined) return []
  const ends = going.progress.endsAt === undefined ? [] : [Date.parse(going.progress.endsAt)]
  return [...ends, ...unwell.map(node => unwellUntil(node, spec.rollout))]
}

const nextTime = (observed: Observed): number | undefined => {
  const { nodes, spec, now } = observed
  const state = windowStateAt(spec.rollout.maintenanceWindows ?? [], now)
  const opening = state.open || state.opensAt === undefined ? [] : [state.opensAt.getTime()]
  const times = [...nodes.flatMap(node => timesOf(node, observed)), ...opening, ...soakTimes(observed)].filter(
    at => at > now.getTime(),
  )
  return times.length === 0 ? undefined : Math.min(...times)
}

export const planRollout = (observed: Observed): Plan => {
  const { nodes, maxUnavailable } = observed
  const closed = firstClosed(observed)
  const recalled = firstClosed(observed, recallingGates)
  const withdraw = withdrawals(observed, recalled)
  const hold = unwellNames(recalled === undefined ? [] : nodes)
  const edited = editedDrains(observed).filter(({ name }) => !withdraw.has(name))
  const isEdited = new Set(edited)
  const room = Math.max(0, maxUnavailable - unavailableNodes(nodes).length)
  return {
    free: nodes.filter(node => isToFree(node) && !withdraw.has(node.name)),
    withdraw,
    hold,
    edited,
    closed,
    ...repairs(observed, closed),
    fill: closed === undefined && room > 0 ? withinStep(observed, candidates(observed)) : [],
    // Drained by the new settings first: they may ask for what the old ones left out.
    approve: nodes.filter(
      node => isToApprove(node) && !withdraw.has(node.name) && !hold.has(node.name) && !isEdited.has(node),
    ),
    stage: stagingNodes(observed),
    nextAt: nextTime(observed),
  }
}
