import { groupedBy } from '../../hooks/api/grouped-by'
import { DRAWN_NODE_PHASES } from '../phases'
import type { NodeStatus } from './pool-status'

/** Nodes of one phase that are shown as one line. */
export interface NodeGroup {
  readonly phase: NodeStatus['phase']
  readonly names: ReadonlyArray<string>
  readonly done: number
  /** What all of them say, where they failed in the same way. */
  readonly message?: string
}

/** A pool of so many nodes still fits on a screen. */
const MOST_LINES = 30
const QUIET = (Object.keys(DRAWN_NODE_PHASES) as ReadonlyArray<NodeStatus['phase']>).filter(
  phase => DRAWN_NODE_PHASES[phase].quiet === true,
)

export const isQuiet = ({ phase, ready }: Pick<NodeStatus, 'phase' | 'ready'>): boolean =>
  ready && DRAWN_NODE_PHASES[phase].quiet === true

export const isGroup = (row: NodeStatus | NodeGroup): row is NodeGroup => 'names' in row

const failure = ({ phase, message }: NodeStatus): string | undefined => (phase === 'Failed' ? message : undefined)

/** Nodes that failed in the same way are one line, in the place of the first of them. */
const withoutRepeats = (nodes: ReadonlyArray<NodeStatus>): ReadonlyArray<NodeStatus | NodeGroup> => {
  const alike = groupedBy(nodes, failure)
  return nodes.flatMap((node): ReadonlyArray<NodeStatus | NodeGroup> => {
    const message = failure(node)
    const members = message === undefined ? [] : (alike.get(message) ?? [])
    if (members.length < 2) return [node]
    if (members[0] !== node) return []
    return [{ phase: node.phase, names: members.map(({ node: name }) => name), done: node.done, message }]
  })
}

/** In a large pool, those that need no look share one line per phase, after the others. */
export const collapsed = (nodes: ReadonlyArray<NodeStatus>, all: boolean): ReadonlyArray<NodeStatus | NodeGroup> => {
  if (all) return nodes
  const folded = withoutRepeats(nodes)
  if (nodes.length <= MOST_LINES) return folded
  const groups = QUIET.flatMap(phase => {
    const members = nodes.filter(node => isQuiet(node) && node.phase === phase)
    const [first] = members
    return first === undefined ? [] : [{ phase, names: members.map(({ node }) => node), done: first.done }]
  })
  return [...folded.filter(row => isGroup(row) || !isQuiet(row)), ...groups]
}
