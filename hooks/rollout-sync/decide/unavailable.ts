import { isMarked } from '../../node/observed-node'
import type { PhasedNode } from '../observed'

export type Unavailability = 'Marked' | 'Rebooting' | 'NotReady' | 'NotReadyAndCordoned' | 'Cordoned'

/** What is said of a node, after its name. */
export const UNAVAILABLE: Readonly<Record<Unavailability, string>> = {
  Marked: 'has a slot',
  Rebooting: 'is rebooting',
  NotReady: 'is NotReady',
  NotReadyAndCordoned: 'is NotReady and cordoned',
  Cordoned: 'is cordoned',
}

/**
 * Why a node counts against maxUnavailable; undefined when it does not. Whose doing it is makes no difference. A marked
 * node that is up to date is about to be unmarked; should that fail, the live list of marks still counts it.
 */
export const unavailability = (node: PhasedNode): Unavailability | undefined => {
  if (isMarked(node) && node.is.phase === 'UpToDate') return undefined
  if (isMarked(node)) return 'Marked'
  if (node.is.phase === 'Rebooting') return 'Rebooting'
  if (!node.member.ready) return node.member.unschedulable ? 'NotReadyAndCordoned' : 'NotReady'
  return node.member.unschedulable ? 'Cordoned' : undefined
}

export const unavailableNodes = (nodes: ReadonlyArray<PhasedNode>): ReadonlyArray<PhasedNode> =>
  nodes.filter(node => unavailability(node) !== undefined)
