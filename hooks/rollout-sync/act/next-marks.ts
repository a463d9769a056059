import type { Domains } from '../decide/topology'
import type { PhasedNode } from '../observed'
import { AT_ONCE } from './performer'

/** Why a node that could have had a free slot did not get it; `isElsewhere`: because of a Node that may be in no pool. */
export interface Waits {
  readonly waits: string
  readonly isElsewhere: boolean
}

/** A control-plane node is alone, since its limit is read each time. */
const nextAtOnce = (wanting: ReadonlyArray<PhasedNode>, room: number): number => {
  const controlPlane = wanting.findIndex(({ member }) => member.controlPlane)
  return Math.max(1, Math.min(AT_ONCE, room, controlPlane === -1 ? room : controlPlane))
}

/** Who may be marked next, and who is left for later. `kept`: why a limit keeps the first of those. */
export interface NextMarks {
  readonly turn: ReadonlyArray<PhasedNode>
  readonly left: ReadonlyArray<PhasedNode>
  readonly kept: ReadonlyArray<Waits>
}

/** The first in their order for all of whom every limit has room at once. */
const fitting = (wanting: ReadonlyArray<PhasedNode>, room: number, domains: Domains): ReadonlyArray<PhasedNode> => {
  const turn: PhasedNode[] = []
  for (const node of wanting) {
    if (turn.length >= Math.min(AT_ONCE, room)) break
    if (domains.problemOf(node) !== undefined) continue
    if (node.member.controlPlane && turn.length > 0) break
    domains.take(node)
    turn.push(node)
    if (node.member.controlPlane) break
  }
  return turn
}

/** `domains`: what limits by topology leave; undefined where none counts. */
export const nextMarks = (
  wanting: ReadonlyArray<PhasedNode>,
  room: number,
  domains: Domains | undefined,
): NextMarks => {
  if (domains === undefined) {
    const atOnce = nextAtOnce(wanting, room)
    return { turn: wanting.slice(0, atOnce), left: wanting.slice(atOnce), kept: [] }
  }
  const turn = fitting(wanting, room, domains)
  const isNext = new Set(turn)
  const left = wanting.filter(node => !isNext.has(node))
  const [first] = left
  const problem = first && domains.problemOf(first)
  if (problem === undefined) return { turn, left, kept: [] }
  return { turn, left, kept: [{ waits: `${first?.name} waits: ${problem.message}`, isElsewhere: problem.isElsewhere }] }
}
