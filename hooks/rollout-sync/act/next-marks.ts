import type { Domains } from '../decide/topology'
import type { PhasedNode } from '../observed'
import { AT_ONCE } from './performer'

/** Why a node that could have had a free slot did not get it; `isElsewhere`: because of a Node that may be in no pool. */
export interface Waits {
  readonly waits: string
  readonly isElsewhere: boolean
}

/** Who may be marked next, and who is left for later. `kept`: why a limit keeps the first of those. */
export interface NextMarks {
  readonly turn: ReadonlyArray<PhasedNode>
  readonly left: ReadonlyArray<PhasedNode>
  readonly kept: ReadonlyArray<Waits>
}

const UNLIMITED: Domains = { problemOf: () => undefined, take: () => {} }

/**
 * The first in their order for all of whom every limit has room at once. A control-plane node is alone, since its limit is read
 * each time.
 */
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

/** `domains`: what limits by topology leave. */
export const nextMarks = (
  wanting: ReadonlyArray<PhasedNode>,
  room: number,
  domains: Domains = UNLIMITED,
): NextMarks => {
  const turn = fitting(wanting, room, domains)
  const isNext = new Set(turn)
  const left = wanting.filter(node => !isNext.has(node))
  const [first] = left
  const problem = first && domains.problemOf(first)
  if (problem === undefined) return { turn, left, kept: [] }
  return { turn, left, kept: [{ waits: `${first?.name} waits: ${problem.message}`, isElsewhere: problem.isElsewhere }] }
}
