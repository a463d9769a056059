import type { MarkedNode } from '../../ports/cluster'
import { domainsOf } from '../decide/topology'
import type { Observed } from '../observed'
import type { Waits } from './next-marks'
import { inRank } from './within-limits'

/** What of a pool's own marks of this call goes back, and why; `isElsewhere`: a mark of another pool stands before it. */
export interface BeyondTopology {
  readonly excess: ReadonlyArray<MarkedNode>
  readonly waits: ReadonlyArray<Waits>
}

/**
 * Another pool may have marked a node of the same domain at the same time. Its marks stand, since it may state no limit; of
 * those that were given in this call, who ranks last gives back. `known`: the marks before this call, `marked` those after it.
 */
export const beyondTopology = (
  observed: Observed,
  known: ReadonlyArray<MarkedNode>,
  marked: ReadonlyArray<MarkedNode>,
): BeyondTopology => {
  const before = new Set(known.map(({ slot }) => slot?.id))
  const isGiven = ({ slot }: MarkedNode): boolean =>
    slot?.pool === observed.spec.pool && slot.bestEffort !== true && !before.has(slot.id)
  const others = marked.filter(mark => !isGiven(mark))
  const [firstOfOthers] = inRank(others.filter(({ slot }) => slot?.pool !== observed.spec.pool))
  const domains = domainsOf(observed, others)
  const nodes = new Map(observed.nodes.map(node => [node.name, node] as const))
  const excess: MarkedNode[] = []
  const waits: Waits[] = []
  for (const mark of inRank(marked.filter(isGiven))) {
    const node = nodes.get(mark.name)
    const problem = node && domains.problemOf(node)
    if (problem === undefined) {
      if (node !== undefined) domains.take(node)
      continue
    }
    excess.push(mark)
    // Should both pools have given back, the first of them is the first to try again.
    const isElsewhere = firstOfOthers !== undefined && inRank([mark, firstOfOthers])[0] !== mark
    waits.push({ waits: `${mark.name} waits: ${problem.message}`, isElsewhere })
  }
  return { excess, waits }
}
