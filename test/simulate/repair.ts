import type { BootcNodePoolSpec } from '../../hooks/api/bootc-node-pool'
import { setAlerts } from './faults/gate-faults'
import { relabel, uncordon } from './faults/node-faults'
import { digestOfSpec, POOL, rollout } from './faults/spec-faults'
import { NO_QUIRKS } from './host'
import { switchOn } from './machines'
import { type Scenario, scenarioSpec } from './scenario'
import { applyPool, changeHost, FAIR, poolSpecOf, type World } from './world'

/** Machines run, agents and the API server answer, and nobody else stands in the way any more. */
const repairHardware = (world: World): void => {
  world.weather = FAIR
  world.budgets = {}
  setAlerts(world, {})
  // Whoever named a node in a template has taken it out again.
  world.pods = world.pods.map(pod => (pod.kind === 'pinned' ? { ...pod, kind: 'app' } : pod))
  for (const name of world.hosts.keys()) {
    switchOn(world, name)
    const cannotLock = world.hosts.get(name)?.quirks.cannotLock === true
    changeHost(world, name, {
      quirks: { ...NO_QUIRKS, cannotLock },
      silentUntil: 0,
      kubeletDownUntil: 0,
      ails: undefined,
    })
  }
  for (const name of world.journal.foreignCordons) uncordon(world, name)
  for (const name of world.hosts.keys()) relabel(world, name, 'worker')
}

const finalSpec = (scenario: Scenario, before: BootcNodePoolSpec): BootcNodePoolSpec => {
  const spec = { ...scenarioSpec(scenario), image: before.image }
  switch (scenario.ending) {
    case 'isPaused':
      return rollout(spec, { paused: true })
    case 'isCancelled':
      return rollout(spec, { cancelledDigest: digestOfSpec(spec) })
    case 'asItIs':
      return before
    case 'completes':
    case 'isDeleted':
      return rollout(spec, { retry: 'the last time' })
  }
}

/** Repairs everything, and edits the pool as the scenario ends. */
export const repair = (world: World, scenario: Scenario): void => {
  repairHardware(world)
  world.pools.remove('others')
  const spec = poolSpecOf(world, POOL)
  if (scenario.ending === 'isDeleted') world.pools.remove(POOL)
  else if (spec !== undefined) applyPool(world, POOL, finalSpec(scenario, spec))
  else if (scenario.ending === 'completes') applyPool(world, POOL, finalSpec(scenario, scenarioSpec(scenario)))
}
