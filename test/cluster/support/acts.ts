import assert from 'node:assert/strict'
import { type Faults, writeFaults } from '../../../testbed/hosts/faults'
import { bootedDeployment, readState } from '../../../testbed/hosts/host-state'
import type { Machine } from '../../../testbed/hosts/machine'
import type { BudgetWatch } from '../../../testbed/lab/budget-watch'
import type { NodeWish } from '../../../testbed/lab/simulated-nodes'
import { digestOf, imageOf, type PoolWish, poolObject, STORY_LABEL } from './pools'
import { PATIENCE_SECONDS, poolPath, readMember, until, untilPool } from './views'
import type { World } from './world'

/** What people and machines do in a story. */

export const joinNodes = async (
  { lab }: World,
  story: string,
  names: ReadonlyArray<string>,
  wish: Partial<NodeWish> = {},
): Promise<void> => {
  const { labels, ...rest } = wish
  const add = (name: string): Promise<unknown> =>
    lab.nodes.add({ name, image: imageOf('v1'), ...rest, labels: { [STORY_LABEL]: story, ...labels } })
  await Promise.all(names.map(add))
}

export const put = ({ api }: World, wish: PoolWish): Promise<void> => api.put(poolPath(wish.name), poolObject(wish))

export const machineOf = ({ lab }: World, node: string): Machine => lab.nodes.get(node).machine

export const setFaults = (world: World, node: string, faults: Faults): void =>
  writeFaults(machineOf(world, node).layout, faults)

/** How often each machine came up again. */
export const rebootsOf = (world: World, names: ReadonlyArray<string>): ReadonlyArray<number> =>
  names.map(name => machineOf(world, name).reboots())

/** What each host runs, from the host itself. */
export const versionsOf = (world: World, names: ReadonlyArray<string>): ReadonlyArray<string> => {
  const digests = new Map(['v1', 'v2', 'v3'].map(version => [digestOf(version), version]))
  return names.map(name => {
    const { digest } = bootedDeployment(readState(machineOf(world, name).layout)).image
    return digests.get(digest) ?? digest
  })
}

/** The digest that a host has staged, from the host itself. */
export const stagedOn = (world: World, node: string): string | undefined =>
  readState(machineOf(world, node).layout).run.staged?.deployment.image.digest

/** Its next reboot lasts until `machine.powerCut()`: what is to happen meanwhile needs no haste. */
export const holdReboot = (world: World, node: string): void =>
  setFaults(world, node, { reboot: { name: 'hang', times: 1 } })

/** Down until `machine.powerCut()` wakes it. */
export const switchOff = async (world: World, node: string): Promise<void> => {
  setFaults(world, node, { start: { name: 'hang', times: 1 } })
  await machineOf(world, node).powerCut()
}

export const untilDown = (world: World, node: string): Promise<true> =>
  until(`${node} to go down`, async () => !machineOf(world, node).isUp() || undefined, { every: 50 })

/** As the operator sees it: its update says so. */
export const untilSeenDown = async (world: World, node: string): Promise<void> => {
  await untilDown(world, node)
  await until(`${node} to be seen down`, async () => (await readMember(world, node))?.ready === false || undefined)
}

export const untilReleased = (budget: BudgetWatch): Promise<true> =>
  until('no node to be cordoned, marked or down', async () => (await budget.live()).length === 0 || undefined, {
    shown: async () => `but ${budget.now().join(', ')} still is`,
  })

export const untilUpdated = (world: World, pool: string, seconds = PATIENCE_SECONDS): Promise<string> =>
  untilPool(world, pool, /^UpToDate: all \d+ nodes run the target$/, seconds)

/** Each node runs this version, after as many reboots. */
export const assertRan = (
  world: World,
  names: ReadonlyArray<string>,
  versions: ReadonlyArray<string>,
  reboots: ReadonlyArray<number>,
): void => {
  assert.deepEqual(versionsOf(world, names), versions, 'what the hosts run')
  assert.deepEqual(rebootsOf(world, names), reboots, 'how often they rebooted')
}
