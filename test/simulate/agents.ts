import assert from 'node:assert/strict'
import { createActionBackoff } from '../../agent/loop/action-backoff'
import { createActionRunner } from '../../agent/loop/action-runner'
import { createTurn } from '../../agent/loop/loop'
import type { MemoryCell } from '../../agent/loop/parts'
import { createUnitWatch } from '../../agent/observe/unit-watch'
import { createReporter } from '../../agent/report/reporter'
import { isSame } from '../../hooks/api/is-same'
import { OPERATOR_VERSION } from '../../hooks/api/version'
import { memoryHost } from '../../testbed/memory-host'
import { endPull, machineOf, watcherOf } from './agent-machine'
import { updateOf } from './agent-update'
import { type Host, isUp, type RunningAgent } from './host'
import { changeHost, timeOn, type World } from './world'

/** The agent's loop has a timer that observes units, which is played by its turns: between two of them, in ms. */
const UNITS_MS = 5_000

/** Never reached: the pulls of this world have no progress to watch. */
const STALL_MS = 600_000

/**
 * The memory as the agent has it, and the disk. The intent of a reboot is on disk in one turn, and what follows comes in
 * the next, so that others can come in between.
 */
const memoryCell = (world: World, name: string, { memory: found }: Host): MemoryCell => {
  let current = found
  return {
    get: () => current,
    set: next => {
      current = next
    },
    save: async memory => {
      const isNewIntent = memory.intent?.tries === 0 && !isSame(memory.intent, current.intent)
      current = memory
      changeHost(world, name, { memory })
      if (!isNewIntent) return
      await new Promise<void>(goOn => {
        changeHost(world, name, { agent: { ...world.hosts.get(name)?.agent, goOn } })
      })
    },
  }
}

/** The real agent's loop over a simulated host and the simulated API server, without its timers. */
const startAgent = (world: World, name: string, host: Host): RunningAgent => {
  let isWoken = false
  const wake = (): void => {
    isWoken = true
  }
  const now = (): Date => new Date(timeOn(world, world.hosts.get(name) ?? host))
  const random = (): number => world.random?.() ?? 1
  const log = (): void => undefined
  const memory = memoryCell(world, name, host)
  const backoff = createActionBackoff(now, log, random)
  const update = updateOf(world, name, wake)
  const runner = createActionRunner({
    ended: (action, result) => {
      memory.set(result.memory)
      backoff.ended(action, result.failure)
      wake()
    },
    progressed: wake,
  })
  const machine = memoryHost(machineOf(world, name))
  const units = createUnitWatch(machine, now)
  const turn = createTurn({
    host: machine,
    update,
    identity: () => ({ nodeName: name, nodeUID: host.uid }),
    stallMs: STALL_MS,
    now,
    log,
    memory,
    watcher: watcherOf(world, name),
    units,
    reporter: createReporter(update, OPERATOR_VERSION, log, random),
    backoff,
    runner,
    say: log,
  })
  return {
    turn: async () => {
      await units.hasChanged()
      const restMs = await turn()
      return units.states() === undefined ? restMs : Math.min(restMs, UNITS_MS)
    },
    isActing: () => runner.action() !== undefined,
    isWoken: () => {
      const was = isWoken
      isWoken = false
      return was
    },
  }
}

/** Microtasks after which an action that waits for nothing of this world is stuck. */
const MOST_TICKS = 10_000

/** Lets an action go on until it is over, or waits for time to pass. */
const settle = async (world: World, name: string, agent: RunningAgent): Promise<void> => {
  for (let ticks = 0; agent.isActing(); ticks++) {
    const { download, goOn } = world.hosts.get(name)?.agent ?? {}
    if (download !== undefined || goOn !== undefined) return
    assert.ok(ticks < MOST_TICKS, `the agent of ${name} never ends its action`)
    await Promise.resolve()
  }
}

/** Its watch may show its order late. */
const watch = (world: World, name: string, host: Host): void => {
  const live = world.updates.get(name)
  const { view: old } = host.agent
  const isLate = world.random !== undefined && old?.metadata.uid === live?.metadata.uid && world.random() < 0.25
  const view = isLate ? old : live
  if (view !== old) changeHost(world, name, { agent: { ...host.agent, view } })
}

export const isAgentAlive = (world: World, host: Host): boolean => isUp(host) && host.silentUntil <= world.now

/** What the host answers now goes first: the reboot that goes on, or the end of a pull. Answers whether there was any. */
const answer = (world: World, name: string, host: Host): boolean => {
  const { download, goOn } = host.agent
  if (goOn !== undefined) {
    changeHost(world, name, { agent: { ...host.agent, goOn: undefined } })
    goOn()
    return true
  }
  if (download === undefined || download.endsAt > world.now) return false
  endPull(world, name, host, download)
  return true
}

/** One turn of a node's agent. Answers until when it rests; a past time when it has more to do. */
export const agentTurn = async (world: World, name: string): Promise<number> => {
  const before = world.hosts.get(name)
  if (before === undefined || !isAgentAlive(world, before)) return Number.POSITIVE_INFINITY
  watch(world, name, before)
  const host = world.hosts.get(name) ?? before
  const rest = world.agentRests.get(name)
  if (rest?.host === host && rest.until > world.now) return rest.until
  const agent = host.agent.running ?? startAgent(world, name, host)
  if (host.agent.running === undefined) changeHost(world, name, { agent: { ...host.agent, running: agent } })
  const isAnswered = answer(world, name, host)
  const restMs = isAnswered ? 0 : await agent.turn()
  await settle(world, name, agent)
  const { download, goOn } = world.hosts.get(name)?.agent ?? {}
  if (agent.isWoken() || goOn !== undefined) return world.now
  return Math.min(world.now + restMs, download?.endsAt ?? Number.POSITIVE_INFINITY)
}
