import type { Observed, PhasedNode } from '../observed'
import { halted } from './gates'

const isOrdered = ({ order, target }: PhasedNode): boolean =>
  order?.step === 'Stage' && order.image === target.image && order.attempt === target.attempt

const needsImage = ({ is }: PhasedNode): boolean => is.phase === 'Pending' || is.phase === 'Staging'

/** A node that is down downloads nothing: it gets a place only when no other wants it. Then those that began go first. */
const rank = (node: PhasedNode): number => (node.member.ready ? 0 : 2) + (isOrdered(node) ? 0 : 1)

/** Names of the nodes that may download now: at most maxStaging, and once paused or halted only those that have begun. */
export const stagingNodes = (observed: Observed): ReadonlySet<string> => {
  const { nodes, spec } = observed
  const isStopped = spec.paused || halted(observed) !== undefined
  const inOrder = nodes
    .filter(node => needsImage(node) && (!isStopped || isOrdered(node)))
    .sort((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1))
  return new Set(inOrder.slice(0, spec.rollout.maxStaging).map(({ name }) => name))
}
