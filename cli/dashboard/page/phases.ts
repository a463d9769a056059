import type { NodePicture } from '../picture'

/** In the order of a node's way; colours are in style.css. The signs tell phases apart where colours cannot. */
const SIGNS: Readonly<Record<string, string>> = {
  UpToDate: '✓',
  Verifying: '?',
  Rebooting: '↻',
  Drained: '▽',
  Draining: '▼',
  Ready: '•',
  Staging: '↓',
  Pending: '·',
  NotReporting: '–',
  Failed: '✕',
  Drifted: '≠',
  Contested: '!',
  CannotRollBack: '∎',
}

export const signOf = (phase: string): string => SIGNS[phase] ?? '·'

export interface PhaseCount {
  readonly phase: string
  readonly count: number
}

/** Phases that occur, in the order of the legend. */
export const countsOf = (nodes: ReadonlyArray<NodePicture>): ReadonlyArray<PhaseCount> => {
  const counts = new Map<string, number>()
  for (const { phase } of nodes) counts.set(phase, (counts.get(phase) ?? 0) + 1)
  const order = Object.keys(SIGNS)
  return [...counts]
    .map(([phase, count]) => ({ phase, count }))
    .sort((a, b) => order.indexOf(a.phase) - order.indexOf(b.phase))
}
