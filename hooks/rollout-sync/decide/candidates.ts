import { answerOf, brokenAt } from '../../node/broken'
import { isMarked, isMarkedFor } from '../../node/observed-node'
import type { Observed, PhasedNode } from '../observed'
import { inDomainOrder } from './domain-order'
import type { Closed, GateReason } from './gate'
import { isWell } from './is-well'
import { unavailability } from './unavailable'
import { unreportedUnits } from './unreported-units'

const goesLast = ({ member }: PhasedNode): number => (member.runsOperator ? 2 : member.controlPlane ? 1 : 0)

/** Control-plane nodes after the others, and the node that runs the operator last. */
export const inOrder = (nodes: ReadonlyArray<PhasedNode>): ReadonlyArray<PhasedNode> =>
  [...nodes].sort((a, b) => goesLast(a) - goesLast(b) || (a.name < b.name ? -1 : 1))

const isReadyToStart = ({ is, member }: PhasedNode): boolean =>
  is.phase === 'Staged' && member.holds.length === 0 && member.contenders.length <= 1

/** The same within domains, where a limit bounds their number: those that have begun come first. */
export const inTurn = (observed: Observed, nodes: ReadonlyArray<PhasedNode>): ReadonlyArray<PhasedNode> =>
  inDomainOrder(observed, inOrder(nodes), goesLast)

/** Nodes that may get a slot, in fixed order: by name, then the control plane, then the node that runs the operator. */
export const candidates = (observed: Observed): ReadonlyArray<PhasedNode> =>
  inTurn(
    observed,
    observed.nodes.filter(
      node => isReadyToStart(node) && unavailability(node) === undefined && unreportedUnits(node).length === 0,
    ),
  )

/** Gates that do not keep a broken node from being repaired: it takes no slot that is not taken already. */
const REPAIRING: ReadonlySet<GateReason> = new Set([
  'Staging',
  'NoFreeSlot',
  'MembersBehind',
  'StepEmpty',
  'Soaking',
  'AwaitsApproval',
  'TopologyLimit',
  'GateClosed',
])

/** Nodes that are down without a slot, and what is done about them. */
export interface Repairs {
  /** Down, and only another image can help: they are marked for the target out of turn. */
  readonly repair: ReadonlyArray<PhasedNode>
  /** The same if their agents still act: their orders are given again, and an answer shows it. By node name. */
  readonly ask: ReadonlySet<string>
}

/** Marked for the target while it was down, and up by now, but not well: it is to be drained like any other node. */
const isUpAgain = ({ is, member, isUnwell }: PhasedNode): boolean =>
  isUnwell === true &&
  member.slot?.bestEffort === true &&
  member.holds.length === 0 &&
  (is.phase === 'Draining' || is.phase === 'Drained')

/** One that someone else cordoned is left to them. */
const isOthers = (node: PhasedNode): boolean => node.member.unschedulable && !isMarked(node)

/**
 * Nodes that are down, or not well in their slot, and have the new target ready. Without another image they would stay so,
 * and use the budget up, for ever: those that carry the mark of an earlier target, and those that have had
 * rebootTimeoutSeconds to become Ready and whose agents answer now. So one that is only booting is left alone, and so is a
 * machine that is switched off.
 */
export const repairs = (observed: Observed, closed: Closed | undefined): Repairs => {
  const { nodes, spec, maxUnavailable, now } = observed
  if (closed !== undefined && !REPAIRING.has(closed.reason)) return { repair: [], ask: new Set() }
  const hasPlace = nodes.filter(isMarked).length < maxUnavailable
  const down = nodes.filter(
    node =>
      isReadyToStart(node) &&
      !isWell(node) &&
      !isOthers(node) &&
      (isMarked(node) ? !isMarkedFor(node, node.target) : hasPlace),
  )
  const broken = down
    .filter(node => !isMarked(node))
    .flatMap(node => {
      const since = brokenAt(node, spec.rollout)
      return since === undefined || now.getTime() < since ? [] : [{ node, answer: answerOf(node, since, now) }]
    })
  const whose = (wanted: ReturnType<typeof answerOf>): ReadonlyArray<PhasedNode> =>
    broken.filter(({ answer }) => answer === wanted).map(({ node }) => node)
  return {
    repair: inOrder([...down.filter(isMarked), ...nodes.filter(isUpAgain), ...whose('now')]),
    ask: new Set(whose('old').map(({ name }) => name)),
  }
}
