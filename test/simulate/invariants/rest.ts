import type { BootcRolloutSpec, BootcRolloutStatus } from '../../../hooks/api/bootc-rollout'
import { digestOf } from '../host'
import { hasMarkOfAnyKind, isCordonedNow, isReadyNow } from '../node-facts'
import type { RestInvariant } from './moment'

/** At rest a mark has a live reason: its node is not Ready, and keeps its place until it can be repaired. */
export const leavesNoMark: RestInvariant = ({ nodes, pools }) => {
  const hasPools = Object.keys(pools.all()).length > 0
  for (const [name, node] of Object.entries(nodes.all())) {
    if (hasMarkOfAnyKind(node) && (isReadyNow(node) || !hasPools)) return `${name} is still marked`
  }
  return undefined
}

/**
 * At rest no node is cordoned but by an admin, or with a mark that has a live reason. Whose cordon it is cannot be told
 * any more when somebody tore a mark and the node changed its pool at once.
 */
export const leavesNoCordon: RestInvariant = ({ nodes, journal }) => {
  for (const [name, node] of Object.entries(nodes.all())) {
    const isExplained = journal.foreignCordons.has(name) || journal.torn.has(name) || hasMarkOfAnyKind(node)
    if (isCordonedNow(node) && !isExplained) {
      return `${name} is still cordoned`
    }
  }
  return undefined
}

/** At rest a rollout that says Completed has every node of its pool on the target. */
export const tellsTheTruth: RestInvariant = ({ rollouts, hosts }) => {
  for (const { spec, status } of Object.values(rollouts.all())) {
    const { digest } = spec as BootcRolloutSpec
    if ((status as BootcRolloutStatus | undefined)?.phase !== 'Completed') continue
    for (const [name, { booted }] of hosts) {
      if (digestOf(booted) !== digest) return `the rollout is Completed, and ${name} runs ${booted}`
    }
  }
  return undefined
}
