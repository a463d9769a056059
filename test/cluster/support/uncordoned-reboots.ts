import { machineOf } from './acts'
import { markOn, readNode } from './views'
import type { World } from './world'

/** Milliseconds between two looks; a machine must stay down for longer. */
const LOOK_EVERY = 40

/** Looks at every machine that is down whether its Node is cordoned and marked. `stop` answers those that were not. */
export const watchUncordonedReboots = (
  world: World,
  names: ReadonlyArray<string>,
): { readonly stop: () => ReadonlyArray<string> } => {
  const found = new Set<string>()
  const isDown = (name: string): boolean =>
    world.lab.nodes.all().some(node => node.name === name && !node.machine.isUp())

  const look = async (name: string): Promise<void> => {
    if (!isDown(name)) return
    const reboots = machineOf(world, name).reboots()
    const [node, mark] = await Promise.all([readNode(world, name), markOn(world, name)])
    const isTheSameTime = isDown(name) && machineOf(world, name).reboots() === reboots
    if (!isTheSameTime) return
    if (node.spec?.unschedulable !== true) found.add(`${name} was down and not cordoned`)
    if (mark.state !== 'whole') found.add(`${name} was down and not marked`)
  }

  const timer = setInterval(() => {
    for (const name of names) look(name).catch((error: unknown) => found.add(String(error)))
  }, LOOK_EVERY)
  world.atEnd(() => clearInterval(timer))
  return {
    stop: () => {
      clearInterval(timer)
      return [...found]
    },
  }
}
