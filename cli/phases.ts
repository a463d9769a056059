import type { PoolPhaseName } from '../hooks/api/pool-phases'
import type { ShownPhaseName } from '../hooks/node/phases'

/** What a terminal and the dashboard draw a phase with. Only types are imported here: the page in the browser reads it too. */
interface Drawn {
  /** Of the terminal; none is its own. */
  readonly colour?: 'green' | 'yellow' | 'red'
  /** Of the page. */
  readonly tint: string
}

interface DrawnNode extends Drawn {
  /** The share of the way that lies behind a node, from 0 to 1; a download counts by its percentage, up to the next phase. */
  readonly done: number
  /** Distinguishes phases where colours cannot. */
  readonly sign: string
  /** It only waits for its turn, or had it: a large pool shows such nodes as one line. */
  readonly quiet?: true
}

const GREY = '#8a94a3'
const RED = '#d93636'
const PINK = '#d0387f'
const AMBER = '#e8a317'
const GREEN = '#2c9c5a'
const BROWN = '#9a6a3c'

/** In the order of the legend. */
export const DRAWN_NODE_PHASES: Readonly<Record<ShownPhaseName, DrawnNode>> = {
  UpToDate: { done: 1, colour: 'green', tint: GREEN, sign: '✓', quiet: true },
  RolledBack: { done: 1, colour: 'yellow', tint: BROWN, sign: '↩', quiet: true },
  Verifying: { done: 0.9, colour: 'yellow', tint: '#14a89c', sign: '?' },
  Rebooting: { done: 0.7, colour: 'yellow', tint: '#9b5de5', sign: '↻' },
  Drained: { done: 0.6, colour: 'yellow', tint: '#e0701a', sign: '▽' },
  Draining: { done: 0.5, colour: 'yellow', tint: AMBER, sign: '▼' },
  Staged: { done: 0.4, tint: '#4fb3e8', sign: '•', quiet: true },
  Staging: { done: 0, tint: '#3d7df0', sign: '↓' },
  Pending: { done: 0, tint: GREY, sign: '·', quiet: true },
  NotReporting: { done: 0, tint: GREY, sign: '–' },
  Failed: { done: 0, colour: 'red', tint: RED, sign: '✕' },
  Drifted: { done: 0, colour: 'red', tint: PINK, sign: '≠' },
  Contested: { done: 0, colour: 'red', tint: PINK, sign: '!' },
  CannotRollBack: { done: 0, colour: 'red', tint: PINK, sign: '∎' },
}

export const DRAWN_POOL_PHASES: Readonly<Record<PoolPhaseName, Drawn>> = {
  Resolving: { tint: GREY },
  Unresolved: { colour: 'red', tint: RED },
  Pending: { tint: GREY },
  Waiting: { tint: GREY },
  Staging: { tint: '#3d7df0' },
  Progressing: { colour: 'yellow', tint: AMBER },
  Soaking: { colour: 'yellow', tint: '#14a89c' },
  AwaitsApproval: { colour: 'yellow', tint: '#9b5de5' },
  Paused: { colour: 'yellow', tint: AMBER },
  Halted: { colour: 'red', tint: RED },
  RollingBack: { colour: 'yellow', tint: AMBER },
  RolledBack: { colour: 'yellow', tint: BROWN },
  UpToDate: { colour: 'green', tint: GREEN },
}

/** How any phase of a node or a pool is drawn; undefined for a word of a newer operator. Phases that both have look the same. */
export const drawnAs = (phase: string): Drawn | undefined => {
  const all: Readonly<Record<string, Drawn>> = { ...DRAWN_POOL_PHASES, ...DRAWN_NODE_PHASES }
  return Object.hasOwn(all, phase) ? all[phase] : undefined
}
