import type { TopologyLimit } from '../../api/topology-limit'
import type { MarkedNode } from '../../ports/cluster'
import { type Domain, limitsOf, mostIn, sizesOf } from '../decide/topology'
import type { Observed } from '../observed'
import { inRank } from './within-limits'

/** Names of this pool's marked nodes that the limit lets reboot: a mark waits for those alone that rank before it. */
const within = (limit: TopologyLimit, ranked: ReadonlyArray<MarkedNode>, observed: Observed): ReadonlySet<string> => {
  const sizes = sizesOf(observed, limit.topologyKey)
  const counted = new Map<Domain, number>()
  const allowed = new Set<string>()
  for (const { name, labels, slot } of ranked) {
    const domain = labels[limit.topologyKey]
    const here = counted.get(domain) ?? 0
    const hasRoom = here < (mostIn(limit, sizes, domain) ?? Number.POSITIVE_INFINITY)
    const isOpen = limit.maxDomains === undefined || here > 0 || counted.size < limit.maxDomains
    const isOwn = slot?.pool === observed.spec.pool
    if (isOwn && !(hasRoom && isOpen)) continue
    if (isOwn) allowed.add(name)
    counted.set(domain, here + 1)
  }
  return allowed
}

/**
 * Names of this pool's marked nodes that may go on to reboot by every limit by topology: the rest are marked beyond one, since
 * two pools filled at once, or a label or a limit changed. Nodes that are down and repaired take no place.
 */
export const withinTopology = (marked: ReadonlyArray<MarkedNode>, observed: Observed): ((name: string) => boolean) => {
  const limits = limitsOf(observed)
  if (limits.length === 0) return () => true
  const down = new Set(observed.nodes.filter(({ member }) => !member.ready).map(({ name }) => name))
  const isRepair = ({ name, slot }: MarkedNode): boolean => slot?.bestEffort === true && down.has(name)
  const ranked = inRank(marked).filter(mark => !isRepair(mark))
  const repaired = new Set(marked.filter(isRepair).map(({ name }) => name))
  const allowed = limits.map(limit => within(limit, ranked, observed))
  return name => repaired.has(name) || allowed.every(names => names.has(name))
}
