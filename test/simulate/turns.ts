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

const agentTimes = ({ agent, silentUntil }: NonNullable<ReturnType<World['hosts']['get']>>): ReadonlyArray<number> => [
  silentUntil,
  agent.download?.endsAt ?? 0,
  agent.pausedUntil ?? 0,
]

/** Whether an agent has anything to look at: its order, its host, or the clock have changed since it last did. */
const isAgentDue = (world: World, name: string): boolean => {
  const host = world.hosts.get(name)
  if (host === undefined || !isAgentAlive(world, host)) return false
  const rest = world.agentRests.get(name)
  if (rest === undefined || rest.host !== host || rest.update !== world.updates.get(name)) return true
  return agentTimes(host).some(at => at > rest.at && at <= world.now)
}

const runAgent = (world: World, name: string): void => {
  const isQuiet = agentTurn(world, name)
  const host = world.hosts.get(name)
  const update = world.updates.get(name)
  world.agentRests.set(name, { host: isQuiet ? host : undefined, update, at: world.now })
}

const jobTurn = (world: World, job: Job): Turn => ({ what: job.key, run: () => perform(world, job) })

/** All that has reason to happen now. */
export const turnsOf = (world: World): ReadonlyArray<Turn> => [
  ...jobsOf(world)
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
  const times = [...machineTimes(world), ...podTimes(world), ...Object.values(world.budgets)]
  for (const { due } of world.queue.values()) times.push(due)
  const later = times.filter(at => at > world.now && Number.isFinite(at))
  return later.length === 0 ? undefined : Math.min(...later)
}
