import type { BootcNodeUpdateSpec } from '../../../hooks/api/bootc-node-update'
import type { BootcRolloutSpec } from '../../../hooks/api/bootc-rollout'
import { countOf } from '../../../hooks/api/quantity'
import type { TopologyLimit } from '../../../hooks/api/topology-limit'
import type { RolloutSync } from '../journal'
import type { Stored } from '../store'
import { isRepair, type MarkedName, marksIn, newMarks, problemByAll } from './marks'
import type { Invariant, Moment } from './moment'

type Domain = string | undefined

const domainOf = ({ metadata }: Stored, { topologyKey }: TopologyLimit): Domain => metadata.labels?.[topologyKey]

/** Nodes of the pool that the call was told to be down, by domain. */
const downIn = ({ pool, updates }: RolloutSync, { topologyKey }: TopologyLimit): ReadonlySet<Domain> =>
  new Set(
    Object.values(updates).flatMap(({ spec }) => {
      const { node } = spec as BootcNodeUpdateSpec
      const isDown = node.pool === pool && (!node.ready || node.unschedulable)
      return isDown ? [node.labels?.find(({ key }) => key === topologyKey)?.value] : []
    }),
  )

const problemOf = (given: MarkedName, limit: TopologyLimit, sync: RolloutSync, moment: Moment): string | undefined => {
  const marks = marksIn(moment.nodes.after)
  const domain = domainOf(given.node, limit)
  const here = marks.filter(({ node }) => domainOf(node, limit) === domain)
  const size = Object.values(moment.nodes.after).filter(node => domainOf(node, limit) === domain).length
  const { maxUnavailable, maxDomains } = limit
  if (maxUnavailable !== undefined && here.length > countOf(maxUnavailable, size)) {
    return `${given.name} was marked although ${here.map(({ name }) => name).join(', ')} of ${domain} are`
  }
  const others = new Set(marks.filter(({ name }) => name !== given.name).map(({ node }) => domainOf(node, limit)))
  const hasBegun = others.has(domain) || downIn(sync, limit).has(domain)
  return maxDomains !== undefined && !hasBegun && others.size >= maxDomains
    ? `${given.name} of ${domain} was marked although ${[...others].join(', ')} have marked nodes`
    : undefined
}

/** Whether pools could mark at once and an answer be lost, so that what was given cannot be taken back in the same call. */
const mayStandBeyond = ({ world }: Moment): boolean =>
  world.weather.failingCalls > 0 || world.weather.lostAnswers > 0 || world.weather.refused !== undefined

/**
 * No mark is given that takes more nodes of a domain down than a limit of its pool allows, whatever pools they are in, or that
 * begins a domain too many; a repair takes down what is down already.
 */
export const staysWithinTopologyLimits: Invariant = moment => {
  if (moment.nodes.before === moment.nodes.after || mayStandBeyond(moment)) return undefined
  for (const given of newMarks(moment)) {
    if (isRepair(moment, given)) continue
    const problem = problemByAll(moment, given.slot.pool, sync => {
      const { topologyLimits = [] } = (sync.parent.spec as BootcRolloutSpec).rollout
      return topologyLimits.flatMap(limit => problemOf(given, limit, sync, moment) ?? [])[0]
    })
    if (problem !== undefined) return problem
  }
  return undefined
}
