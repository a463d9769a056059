import { DRAWN_NODE_PHASES } from '../phases'
import type { NodeStatus } from './pool-status'

/** Nodes of one phase that are shown as one line. */
export interface NodeGroup {
  readonly phase: NodeStatus['phase']
  readonly names: ReadonlyArray<string>
  readonly done: number
}

/** A pool of so many nodes still fits on a screen. */
const MOST_LINES = 30
const QUIET = (Object.keys(DRAWN_NODE_PHASES) as ReadonlyArray<NodeStatus['phase']>).filter(
  phase => DRAWN_NODE_PHASES[phase].quiet === true,
)

export const isQuiet = ({ phase, ready }: Pick<NodeStatus, 'phase' | 'ready'>): boolean =>
  ready && DRAWN_NODE_PHASES[phase].quiet === true

export const isGroup = (row: NodeStatus | NodeGroup): row is NodeGroup => 'names' in row

/** In a large pool, those that need no look share one line per phase, after the others. */
export const collapsed = (nodes: ReadonlyArray<NodeStatus>, all: boolean): ReadonlyArray<NodeStatus | NodeGroup> => {
  if (all || nodes.length <= MOST_LINES) return nodes
  const groups = QUIET.flatMap(phase => {
    const members = nodes.filter(node => isQuiet(node) && node.phase === phase)
    const [first] = members
    return first === undefined ? [] : [{ phase, names: members.map(({ node }) => node), done: first.done }]
  })
  return [...nodes.filter(node => !isQuiet(node)), ...groups]
}
