import { firstFew } from '../../hooks/api/first-few'
import type { Node } from '../../hooks/api/kubernetes'
import { selectorMatches } from '../../hooks/api/label-selector'
import type { ShownPool } from '../cluster/shown-pool'
import type { Check, Finding } from './check'
import type { ListNodes } from './list-nodes'

/** Nodes that are named; the others are counted. */
const MOST_NAMED = 3

/** Whether the Nodes of a pool have the labels that its limits count by: those without one are a single domain. */
export const topologyFinding = ({ metadata, spec }: ShownPool, nodes: ReadonlyArray<Node>): Finding => {
  const limits = spec.rollout.topologyLimits ?? []
  for (const { topologyKey } of limits) {
    const without = nodes.filter(node => node.metadata.labels?.[topologyKey] === undefined)
    if (without.length === 0) continue
    const names = without.map(node => node.metadata.name)
    return {
      state: 'warning',
      says: `label ${topologyKey} is missing on ${firstFew(names, MOST_NAMED)}: these nodes count as one domain`,
      todo: `label them, or correct topologyKey: kubectl edit bnp ${metadata.name}`,
    }
  }
  return { state: 'ok', says: 'every node has the labels that they count by' }
}

/** One for each pool that has limits by topology. */
export const topologyChecks = (listNodes: ListNodes, pools: ReadonlyArray<ShownPool>): ReadonlyArray<Check> =>
  pools
    .filter(({ spec }) => (spec.rollout.topologyLimits ?? []).length > 0)
    .map(pool => ({
      about: `limits of ${pool.metadata.name}`,
      look: async () => {
        const nodes = await listNodes()
        return topologyFinding(
          pool,
          nodes.filter(({ metadata }) => selectorMatches(pool.spec.nodeSelector, metadata.labels ?? {})),
        )
      },
    }))
