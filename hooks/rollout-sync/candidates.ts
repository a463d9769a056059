import type { Closed, GateReason } from './gates'
import type { Observed, PhasedNode } from './observed'
import { isMarked, isMarkedFor } from './observed-node'
import { unavailability } from './unavailable'
import { cameBackNotReady } from './verified'

const goesLast = ({ member }: PhasedNode): number => (member.runsOperator ? 2 : member.controlPlane ? 1 : 0)

/** Control-plane nodes after the others, and the node that runs the operator last. */
export const inOrder = (nodes: ReadonlyArray<PhasedNode>): ReadonlyArray<PhasedNode> =>
  [...nodes].sort((a, b) => goesLast(a) - goesLast(b) || (a.name < b.name ? -1 : 1))

const isReadyToStart = ({ is, member }: PhasedNode): boolean =>
  is.phase === 'Ready' && member.holds.length === 0 && member.contenders.length <= 1

/** Nodes that may get a slot, in fixed order: by name, then the control plane, then the node that runs the operator. */
export const candidates = ({ nodes }: Observed): ReadonlyArray<PhasedNode> =>
  inOrder(nodes.filter(node => isReadyToStart(node) && unavailability(node) === undefined))

/** Gates that do not keep a broken node from being repaired: it takes no slot that is not taken already. */
const REPAIRING: ReadonlySet<GateReason> = new Set(['Staging', 'NoFreeSlot'])

/**
 * Nodes of ours that are down already and have the new target ready: they still carry the mark of an earlier attempt, or
 * what they booted last broke them. Without another image they would stay so, and hold their slot, for ever.
 */
export const repairs = ({ nodes }: Observed, closed: Closed | undefined): ReadonlyArray<PhasedNode> => {
  if (closed !== undefined && !REPAIRING.has(closed.reason)) return []
  const isBroken = (node: PhasedNode): boolean =>
    !node.member.ready && (isMarked(node) ? !isMarkedFor(node, node.target) : cameBackNotReady(node))
  return inOrder(nodes.filter(node => isReadyToStart(node) && isBroken(node)))
}
