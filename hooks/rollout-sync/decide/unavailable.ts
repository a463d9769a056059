import { isMarked } from '../../node/observed-node'
import type { PhasedNode } from '../observed'

/**
 * Why a node counts against maxUnavailable; undefined when it does not. Whose doing it is makes no difference. A marked
 * node that is up to date is about to be unmarked; should that fail, the live list of marks still counts it.
 */
export const unavailability = (node: PhasedNode): string | undefined => {
  if (isMarked(node) && node.is.phase === 'UpToDate') return undefined
  if (isMarked(node)) return 'has a slot'
  if (node.is.phase === 'Rebooting') return 'is rebooting'
  if (!node.member.ready) return node.member.unschedulable ? 'is NotReady and cordoned' : 'is NotReady'
  return node.member.unschedulable ? 'is cordoned' : undefined
}

export const unavailableNodes = (nodes: ReadonlyArray<PhasedNode>): ReadonlyArray<PhasedNode> =>
  nodes.filter(node => unavailability(node) !== undefined)
