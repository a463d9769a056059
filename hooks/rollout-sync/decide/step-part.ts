import { keysOf, selectorMatches } from '../../api/label-selector'
import type { PoolMember } from '../../api/pool-member'
import { countOf } from '../../api/quantity'
import type { RolloutStep } from '../../api/rollout-step'
import type { NodePhase, NodeTarget, ObservedNode } from '../../node/observed-node'

/** A node and what it is at on the way to its target. */
export interface StepNode extends ObservedNode {
  readonly target: NodeTarget
  readonly is: NodePhase
}

/** The nodes that take part in a step. */
export interface StepPart<N> {
  readonly nodes: ReadonlyArray<N>
  /** Names of nodes whose labels were not read since the step was edited: whether they take part is unknown. */
  readonly unread: ReadonlyArray<string>
}

const hasRead = ({ labels = [] }: PoolMember, keys: ReadonlyArray<string>): boolean =>
  keys.every(wanted => labels.some(({ key }) => key === wanted))

const labelsOf = ({ labels = [] }: PoolMember): Readonly<Record<string, string>> =>
  Object.fromEntries(labels.flatMap(({ key, value }) => (value === undefined ? [] : [[key, value]])))

/** A node that another pool claims too starts nothing, and so proves nothing. */
export const partOf = <N extends ObservedNode>({ nodeSelector }: RolloutStep, nodes: ReadonlyArray<N>): StepPart<N> => {
  const own = nodes.filter(({ member }) => member.contenders.length <= 1)
  if (nodeSelector === undefined) return { nodes: own, unread: [] }
  const keys = keysOf(nodeSelector)
  const part: N[] = []
  const unread: string[] = []
  for (const node of own) {
    if (!hasRead(node.member, keys)) unread.push(node.name)
    else if (selectorMatches(nodeSelector, labelsOf(node.member))) part.push(node)
  }
  return { nodes: part, unread }
}

/** How many nodes of a part of so many must run the image: never more than there are. */
export const stepGoal = ({ nodes }: RolloutStep, part: number): number =>
  nodes === undefined ? part : Math.min(part, countOf(nodes, part))
