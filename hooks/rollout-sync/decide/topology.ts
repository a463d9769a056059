import { quoted } from '../../api/clean-text'
import { NODE_SLOT_LABEL } from '../../api/names'
import { countOf } from '../../api/quantity'
import type { TopologyLimit } from '../../api/topology-limit'
import type { MarkedNode } from '../../ports/cluster'
import { listNames } from '../list-names'
import type { Observed, PhasedNode } from '../observed'
import { UNAVAILABLE, unavailability, unavailableNodes } from './unavailable'

/** The value of a limit's label; undefined for nodes without it, which are one domain. */
export type Domain = string | undefined

/** Why a limit keeps a node from becoming unavailable. `isElsewhere`: a mark of another pool has a part in it. */
export interface TopologyProblem {
  readonly message: string
  readonly isElsewhere: boolean
}

/** What is unavailable in each domain of each limit, and who else may become so. */
export interface Domains {
  /** Undefined while every limit has room for the node. */
  readonly problemOf: (node: PhasedNode) => TopologyProblem | undefined
  /** Counts the node as unavailable from now on. */
  readonly take: (node: PhasedNode) => void
}

export const limitsOf = ({ spec }: Pick<Observed, 'spec'>): ReadonlyArray<TopologyLimit> =>
  spec.rollout.topologyLimits ?? []

export const domainIn = ({ member }: PhasedNode, key: string): Domain =>
  member.labels?.find(label => label.key === key)?.value

/** An unavailable node: what is said of it after its name. */
interface Unavailable {
  readonly name: string
  readonly why: string
  readonly isElsewhere: boolean
}

type ByDomain = Map<Domain, Unavailable[]>

const add = (domains: ByDomain, domain: Domain, node: Unavailable): void => {
  const known = domains.get(domain)
  if (known === undefined) domains.set(domain, [node])
  else known.push(node)
}

const nameOf = (domain: Domain): string =>
  domain === undefined ? 'the domain of nodes without it' : domain === '' ? '""' : domain

const said = (nodes: ReadonlyArray<Unavailable>): string => listNames(nodes.map(({ name, why }) => `${name} (${why})`))

const isAnyElsewhere = (nodes: ReadonlyArray<Unavailable>): boolean => nodes.some(({ isElsewhere }) => isElsewhere)

/** How many nodes of the pool each domain has; a percentage means a part of these. */
export const sizesOf = ({ nodes }: Pick<Observed, 'nodes'>, key: string): ReadonlyMap<Domain, number> => {
  const sizes = new Map<Domain, number>()
  for (const node of nodes) {
    const domain = domainIn(node, key)
    sizes.set(domain, (sizes.get(domain) ?? 0) + 1)
  }
  return sizes
}

/** How many nodes of a domain may be unavailable at once; undefined without such a limit. */
export const mostIn = (
  { maxUnavailable }: TopologyLimit,
  sizes: ReadonlyMap<Domain, number>,
  domain: Domain,
): number | undefined => maxUnavailable && Math.max(1, countOf(maxUnavailable, sizes.get(domain) ?? 0))

const limitText = ({ maxUnavailable }: TopologyLimit, most: number): string =>
  typeof maxUnavailable === 'string' ? `${maxUnavailable} (${most})` : `${most}`

const problemIn = (
  limit: TopologyLimit,
  domains: ByDomain,
  sizes: ReadonlyMap<Domain, number>,
  domain: Domain,
): TopologyProblem | undefined => {
  const { topologyKey, maxDomains } = limit
  const here = domains.get(domain) ?? []
  const most = mostIn(limit, sizes, domain)
  if (most !== undefined && here.length >= most) {
    const message = `${topologyKey}: ${nameOf(domain)} has ${said(here)}, and maxUnavailable is ${limitText(limit, most)}`
    return { message, isElsewhere: isAnyElsewhere(here) }
  }
  if (maxDomains === undefined || here.length > 0 || domains.size < maxDomains) return undefined
  const others = [...domains].map(([other, nodes]) => `${nameOf(other)} has ${said(nodes)}`)
  return {
    message: `${topologyKey}: ${others.sort().join(', ')}, and maxDomains is ${maxDomains}`,
    isElsewhere: [...domains.values()].some(isAnyElsewhere),
  }
}

/** What counts as unavailable: marks of all pools, by a live list, and nodes of this pool. */
export interface Counted {
  readonly marks: ReadonlyArray<MarkedNode>
  readonly down: ReadonlyArray<PhasedNode>
}

/** A node that is marked counts where it is now, by its own labels; any other where its member shows it. */
const unavailableIn = ({ spec }: Observed, { marks, down }: Counted, key: string): ByDomain => {
  const domains: ByDomain = new Map()
  for (const { name, labels } of marks) {
    const owner = labels[NODE_SLOT_LABEL] ?? ''
    const isElsewhere = owner !== spec.pool
    const why = isElsewhere ? `has a slot of pool ${quoted(owner)}` : UNAVAILABLE.Marked
    add(domains, labels[key], { name, why, isElsewhere })
  }
  const isListed = new Set(marks.map(({ name }) => name))
  for (const node of down) {
    const why = UNAVAILABLE[unavailability(node) ?? 'Marked']
    if (!isListed.has(node.name)) add(domains, domainIn(node, key), { name: node.name, why, isElsewhere: false })
  }
  return domains
}

/** The domains with what is unavailable in them. */
export const domainsWith = (observed: Observed, counted: Counted): Domains => {
  const states = limitsOf(observed).map(limit => ({
    limit,
    sizes: sizesOf(observed, limit.topologyKey),
    domains: unavailableIn(observed, counted, limit.topologyKey),
  }))
  return {
    problemOf: node => {
      for (const { limit, sizes, domains } of states) {
        const problem = problemIn(limit, domains, sizes, domainIn(node, limit.topologyKey))
        if (problem !== undefined) return problem
      }
      return undefined
    },
    take: node => {
      const taken = { name: node.name, why: UNAVAILABLE.Marked, isElsewhere: false }
      for (const { limit, domains } of states) add(domains, domainIn(node, limit.topologyKey), taken)
    },
  }
}

/** The domains as they are: this pool's nodes that are unavailable, and every node that is marked, whatever its pool. */
export const domainsOf = (observed: Observed, marks: ReadonlyArray<MarkedNode>): Domains =>
  domainsWith(observed, { marks, down: unavailableNodes(observed.nodes) })

/**
 * The same by what is known before anything is done: an updated node of this pool is about to be unmarked, so that its place is
 * given on in the same call. Should that fail, a live list of the marks still counts it.
 */
export const domainsAhead = (observed: Observed): Domains => {
  const done = new Set(observed.nodes.filter(node => unavailability(node) === undefined).map(({ name }) => name))
  const isDone = ({ name, labels }: MarkedNode): boolean =>
    labels[NODE_SLOT_LABEL] === observed.spec.pool && done.has(name)
  return domainsOf(observed, observed.marks?.filter(mark => !isDone(mark)) ?? [])
}
