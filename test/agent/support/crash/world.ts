import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/Either'
import type { Loop } from '../../../../agent/loop/loop'
import { createHost } from '../../../../testbed/hosts/create-host'
import { writeFaults } from '../../../../testbed/hosts/faults'
import { type HostLayout, layoutOf } from '../../../../testbed/hosts/layout'
import { hostInProcess } from '../host-in-process'
import { FIRST_IMAGE, writeImages } from './images'
import { createOrders, NODE, type Orders } from './orders'
import type { Bystander, Play } from './script'

/** In memory where there is such a folder: the agent makes sure of each write, which takes a disk milliseconds. */
const FOLDER = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()

/** One host, its order, and the agent that lives now. */
export interface World {
  readonly script: Play
  readonly layout: HostLayout
  readonly bystander: Bystander
  readonly orders: Orders
  /** Names of all effects, in order. */
  readonly effects: string[]
  /** How the host went down. */
  readonly reboots: string[]
  /** Reboots that were asked for without a valid order. */
  readonly unordered: string[]
  /** By how much the clock of the agent is ahead, in milliseconds. */
  offsetMs: number
  /** What runs on the host now, whether its agent lives or not. */
  readonly commands: Set<Promise<unknown>>
  /** Number of the agent that lives: a dead one never hears of anything again. */
  life: number
  /** Calls that the living agent waits for. */
  pending: number
  /** Whether the crash of the script has happened. */
  crashed: boolean
  /** Whether a reboot was ordered when the agent reported it last. */
  granted: boolean
  loop: Loop | undefined
  /** Starts an agent. */
  readonly begin: () => Promise<void>
  readonly remove: () => void
}

const bystanderOn = (layout: HostLayout): Bystander => ({
  layout,
  run: async (...argv) => {
    const answer = await hostInProcess(layout).run(argv, 0)
    if (E.isLeft(answer)) throw new Error(JSON.stringify(answer.left))
    return answer.right
  },
})

/** Kills the agent. */
export const die = (world: World): void => {
  world.life += 1
  world.pending = 0
}

export const createWorld = async (script: Play, begin: (world: World) => Promise<void>): Promise<World> => {
  const dir = mkdtempSync(join(FOLDER, 'agent-crash-'))
  const registry = join(dir, 'registry.json')
  writeImages(registry, script)
  const hostDir = join(dir, 'host')
  const settings = { registry, image: FIRST_IMAGE, script: 'none', stageSeconds: 0 } as const
  await createHost({ dir: hostDir, name: NODE, ...settings, ...script.host })
  const layout = layoutOf(hostDir)
  writeFaults(layout, script.faults ?? {})
  const world: World = {
    ...{ script, layout, bystander: bystanderOn(layout) },
    orders: createOrders(script.rollout, () => script.isApiDown?.(world.offsetMs) === true),
    ...{ effects: [], reboots: [], unordered: [] },
    ...{
      offsetMs: 0,
      life: 0,
      pending: 0,
      crashed: false,
      granted: false,
      loop: undefined,
      commands: new Set<Promise<unknown>>(),
    },
    begin: () => begin(world),
    remove: () => rmSync(dir, { recursive: true, force: true }),
  }
  return world
}
