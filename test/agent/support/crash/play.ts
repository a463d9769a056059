import { setTimeout as sleep } from 'node:timers/promises'
import * as E from 'fp-ts/Either'
import { startLoop } from '../../../../agent/loop/loop'
import { loadMemory } from '../../../../agent/memory'
import { readState } from '../../../../testbed/hosts/host-state'
import { hostInProcess } from '../host-in-process'
import { hostFor, updateFor } from './effects'
import { NODE } from './orders'
import type { Play, Played } from './script'
import { createWorld, die, type World } from './world'

const STATE_DIR = '/var/lib/bootc-operator'

/** Starts an agent in the place of the one before. */
const begin = async (world: World): Promise<void> => {
  world.loop?.stop()
  const mine = world.life
  const host = hostFor(world, mine, hostInProcess(world.layout))
  const memory = await loadMemory(host, STATE_DIR)
  if (mine !== world.life) return
  world.loop = startLoop({
    host,
    update: updateFor(world, mine),
    identity: () => ({ nodeName: NODE, nodeUID: 'uid-1' }),
    pullSecret: { read: async () => undefined, stamp: async () => '' },
    memory: E.isRight(memory) ? memory.right : {},
    stateDir: STATE_DIR,
    agentVersion: '1',
    stallMs: 60_000,
    now: () => new Date(Date.now() + world.offsetMs),
    log: () => undefined,
  })
  world.loop.wake()
}

/** Lets 10 simulated seconds go by. */
const tick = async (world: World, deadline: number): Promise<void> => {
  // Time goes by quickly, so that no pause of the agent is one of the test, but never while it does something: a slow
  // machine would make that take minutes.
  do {
    await sleep(2)
    if (Date.now() > deadline) {
      throw new Error(`not over: ${JSON.stringify(world.orders.object())}\n${world.effects.join('\n')}`)
    }
  } while (world.pending > 0)
  world.offsetMs += 10_000
  world.orders.renew()
  world.loop?.wake()
}

const playedIn = ({ layout, orders, effects, reboots, unordered }: World): Played => {
  const state = readState(layout)
  const { deployments, run } = state
  const booted = deployments.find(({ image, serial }) => `${image.commit}.${serial}` === run.rootTree)?.image.version
  return { status: orders.status(), booted: booted ?? '', effects, reboots, unordered, layout, state }
}

/** One host, one agent that may be killed at any effect and starts again, and a rollout that orders. In this process. */
export const play = async (script: Play): Promise<Played> => {
  const world = await createWorld(script, begin)
  const deadline = Date.now() + (script.seconds ?? 240) * 1000
  try {
    await script.before?.(world.bystander)
    world.orders.renew()
    await world.begin()
    while (!script.isOver(world.orders.status())) await tick(world, deadline)
    for (let i = 0; i < (script.linger ?? 0); i += 1) await tick(world, deadline)
    const played = playedIn(world)
    script.ends?.(played)
    return played
  } finally {
    world.loop?.stop()
    die(world)
    world.remove()
  }
}
