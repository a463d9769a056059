import { shownPhase } from '../hooks/rollout-sync/decide/shown-phase'
import { whyBack } from '../hooks/rollout-sync/decide/why-back'
import type { Observed } from '../hooks/rollout-sync/observed'
import { type ImageNames, imageNamesOf } from './versions'

/** What became of a target that was given up. */
export interface RolledBack {
  /** Nodes that run what they ran before; with those that never left it. */
  readonly nodes: number
  /** What they run, the most frequent first, and how many run it. */
  readonly to: ReadonlyArray<{ readonly digest: string; readonly name: string; readonly nodes: number }>
  /** Why the target was given up. */
  readonly why: string
}

/** Undefined while the nodes are led to the target. */
export const rolledBackOf = (
  observed: Observed,
  nameOf: ImageNames = imageNamesOf(observed),
): RolledBack | undefined => {
  if (observed.direction === 'target') return undefined
  const counts = new Map<string, number>()
  const back = observed.nodes.filter(node => shownPhase(node, observed) === 'RolledBack')
  for (const { target } of back) counts.set(target.digest, (counts.get(target.digest) ?? 0) + 1)
  const to = [...counts].map(([digest, nodes]) => ({ digest, name: nameOf(digest), nodes }))
  return {
    nodes: back.length,
    to: to.sort((a, b) => b.nodes - a.nodes || (a.name < b.name ? -1 : 1)),
    why: whyBack(observed),
  }
}

/** `v1 (4712be1474f3)`, or with how many nodes run each, where it is more than one image; a few of them. */
const namesOf = ({ to }: RolledBack): string => {
  if (to.length <= 1) return to[0]?.name ?? 'what they ran before'
  const [shown, others] = [to.slice(0, 3), to.slice(3)]
  const names = shown.map(({ name, nodes }) => `${name} on ${nodes}`).join(', ')
  return others.length === 0 ? names : `${names} and ${others.length} more images`
}

/** `5 rolled back to v1 (4712be1474f3)`: completes a count of nodes that run the target. */
export const rolledBackText = (of: RolledBack): string =>
  of.nodes === 0 ? 'none rolled back yet' : `${of.nodes} rolled back to ${namesOf(of)}`
