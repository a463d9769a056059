import { groupedBy } from '../../hooks/api/grouped-by'
import { domainIn, limitsOf } from '../../hooks/rollout-sync/decide/topology'
import type { Observed } from '../../hooks/rollout-sync/observed'

/** A limit by topology and the nodes in each of its domains; a domain without a name is that of nodes without the label. */
export interface PlannedLimit {
  readonly topologyKey: string
  readonly maxUnavailable?: number | string
  readonly maxDomains?: number
  readonly domains: ReadonlyArray<{ readonly domain?: string; readonly nodes: ReadonlyArray<string> }>
}

/** Undefined for a pool without such limits. */
export const plannedLimits = (observed: Observed): ReadonlyArray<PlannedLimit> | undefined => {
  const limits = limitsOf(observed)
  if (limits.length === 0) return undefined
  return limits.map(({ topologyKey, maxUnavailable, maxDomains }) => ({
    topologyKey,
    maxUnavailable,
    maxDomains,
    domains: [...groupedBy(observed.nodes, node => domainIn(node, topologyKey))].map(([domain, nodes]) => ({
      domain,
      nodes: nodes.map(({ name }) => name),
    })),
  }))
}

const countText = (count: number): string => (count === 1 ? '1 node' : `${count} nodes`)

/** Domains that a line names; the others are counted. */
const MOST_DOMAINS = 5

export const limitText = ({ topologyKey, maxUnavailable, maxDomains, domains }: PlannedLimit): string => {
  const most = [
    ...(maxUnavailable === undefined ? [] : [`${maxUnavailable} of a domain`]),
    ...(maxDomains === undefined ? [] : [maxDomains === 1 ? '1 domain' : `${maxDomains} domains`]),
  ]
  const named = domains
    .slice(0, MOST_DOMAINS)
    .map(({ domain, nodes }) => `${domain ?? 'without it'} (${countText(nodes.length)})`)
  const more = domains.length > MOST_DOMAINS ? ` and ${domains.length - MOST_DOMAINS} more` : ''
  return `${topologyKey}: at most ${most.join(' and ')} at once; ${named.join(', ')}${more}`
}
