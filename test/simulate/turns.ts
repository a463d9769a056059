import { agentTurn, isAgentAlive } from './agents'
import { collectGarbage, jobsOf } from './jobs'
import { machinesTurn, machineTimes } from './machines'
import { type Job, perform } from './metacontroller'
import { podsTurn, podTimes } from './pods'
import { isDue } from './queue'
import { storesOf, type World } from './world'

/** One thing that can happen next. */
export interface Turn {
  readonly what: string
  readonly run: () => Promise<void> | void
}

/** Whether an agent has anything to look at: its order or its host have changed since it last did, or its rest is over. */
const isAgentDue = (world: World, name: string): boolean => {
  const host = world.hosts.get(name)
  if (host === undefined || !isAgentAlive(world, host)) return false
  const rest = world.agentRests.get(name)
  if (rest?.host !== host || host.agent.view !== world.updates.get(name)) return true
  return rest.until <= world.now
}

const runAgent = async (world: World, name: string): Promise<void> => {
  const until = await agentTurn(world, name)
  world.agentRests.set(name, { host: world.hosts.get(name), until })
}

const jobTurn = (world: World, job: Job): Turn => ({ what: job.key, run: () => perform(world, job) })

/** All that has reason to happen now. */
export const turnsOf = (world: World): ReadonlyArray<Turn> => [
  ...(world.hooksDownUntil > world.now ? [] : jobsOf(world))
    .filter(({ key, inputs }) => isDue(world.queue, key, inputs, world.now))
    .map(job => jobTurn(world, job)),
  ...[...world.hosts.keys()]
    .sort()
    .filter(name => isAgentDue(world, name))
    .map(name => ({ what: `agent ${name}`, run: () => runAgent(world, name) })),
]

/** The rest of the cluster; it runs in every round. */
export const surroundings = (world: World): void => {
  machinesTurn(world)
  podsTurn(world)
  collectGarbage(world)
}

export const areCachesFresh = (world: World): boolean => storesOf(world).every(store => !store.isBehind())

/** When something happens next by time alone; undefined when nothing ever will. */
export const nextTime = (world: World): number | undefined => {
  const times = [...machineTimes(world), ...podTimes(world), ...Object.values(world.budgets), world.hooksDownUntil]
  for (const { until } of world.agentRests.values()) times.push(until)
  for (const { due } of world.queue.values()) times.push(due)
  const later = times.filter(at => at > world.now && Number.isFinite(at))
  return later.length === 0 ? undefined : Math.min(...later)
}
