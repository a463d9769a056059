import type { PhasedNode } from '../observed'

/** Whether a node can be let go: Ready, and as `verify` asks of one that came up under its mark. */
export const isWell = ({ member, isUnwell }: Pick<PhasedNode, 'member' | 'isUnwell'>): boolean =>
  member.ready && isUnwell !== true

/** Names of the nodes that are not well in their slots. */
export const unwellNames = (nodes: ReadonlyArray<PhasedNode>): ReadonlySet<string> =>
  new Set(nodes.flatMap(({ name, isUnwell }) => (isUnwell === true ? [name] : [])))
