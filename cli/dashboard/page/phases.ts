import { DRAWN_NODE_PHASES } from '../../phases'
import type { NodePicture } from '../picture'

const SIGNS: Readonly<Record<string, { readonly sign: string }>> = DRAWN_NODE_PHASES

/** What stands for a phase; a newer command line than this page never sends one that it does not know. */
export const signOf = (phase: string): string => SIGNS[phase]?.sign ?? '·'

export interface PhaseCount {
  readonly phase: string
  readonly count: number
}

/** Phases that occur, in the order of the legend. */
export const countsOf = (nodes: ReadonlyArray<NodePicture>): ReadonlyArray<PhaseCount> => {
  const counts = new Map<string, number>()
  for (const { phase } of nodes) counts.set(phase, (counts.get(phase) ?? 0) + 1)
  const order = Object.keys(DRAWN_NODE_PHASES)
  return [...counts]
    .map(([phase, count]) => ({ phase, count }))
    .sort((a, b) => order.indexOf(a.phase) - order.indexOf(b.phase))
}
