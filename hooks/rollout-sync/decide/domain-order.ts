import { groupedBy } from '../../api/grouped-by'
import type { Observed, PhasedNode } from '../observed'
import { type Domain, domainIn, limitsOf } from './topology'
import { unavailability } from './unavailable'

/** How far a domain is: one of its nodes is unavailable, or has its target already, or none is. */
const begunRank = (nodes: ReadonlyArray<PhasedNode>): number => {
  if (nodes.some(node => unavailability(node) !== undefined)) return 0
  return nodes.some(({ is }) => is.phase === 'UpToDate') ? 1 : 2
}

/** The place of each domain of a limit: those that have begun come first, then by their first candidate. */
const placesOf = (
  { nodes }: Observed,
  candidates: ReadonlyArray<PhasedNode>,
  key: string,
): ReadonlyMap<Domain, number> => {
  const members = groupedBy(nodes, node => domainIn(node, key))
  const domains = [...new Set(candidates.map(node => domainIn(node, key)))]
  const ranks = new Map(domains.map(domain => [domain, begunRank(members.get(domain) ?? [])] as const))
  const sorted = [...domains].sort((a, b) => (ranks.get(a) ?? 0) - (ranks.get(b) ?? 0))
  return new Map(sorted.map((domain, place) => [domain, place] as const))
}

/**
 * Candidates that are in their order already, so that a limit of domains finishes one before the next. `lastOf` keeps its
 * say: a control-plane node comes after all others, wherever it is.
 */
export const inDomainOrder = (
  observed: Observed,
  candidates: ReadonlyArray<PhasedNode>,
  lastOf: (node: PhasedNode) => number,
): ReadonlyArray<PhasedNode> => {
  const keys = limitsOf(observed).flatMap(({ topologyKey, maxDomains }) =>
    maxDomains === undefined ? [] : [topologyKey],
  )
  if (keys.length === 0) return candidates
  const places = keys.map(key => ({ key, places: placesOf(observed, candidates, key) }))
  const differ = (a: PhasedNode, b: PhasedNode): number => {
    const last = lastOf(a) - lastOf(b)
    if (last !== 0) return last
    for (const { key, places: of } of places) {
      const difference = (of.get(domainIn(a, key)) ?? 0) - (of.get(domainIn(b, key)) ?? 0)
      if (difference !== 0) return difference
    }
    return 0
  }
  // A stable sort keeps what the candidates are in already.
  return [...candidates].sort(differ)
}
