import { startHooks, type Weather, type World } from '../world'
import { type Fault, nodeNames } from './fault'

const change = (world: World, weather: Partial<Weather>): void => {
  world.weather = { ...world.weather, ...weather }
}

/** What lies between the hooks and the API server; it stays so until all is repaired. */
export const weatherFaults: Readonly<Record<string, Fault>> = {
  callsFail: (world, dice) => change(world, { failingCalls: dice.share() / 2 }),
  answersLost: (world, dice) => change(world, { lostAnswers: dice.share() / 2 }),
  callsRepeated: (world, dice) => change(world, { repeatedCalls: dice.share() / 2 }),
  statusesLost: (world, dice) => change(world, { lostStatuses: dice.share() / 2 }),
  callsInterleave: world => change(world, { interleaved: true }),
  // On whatever machine, with whatever clock.
  nodeProtected: (world, dice) => {
    const refused = dice.one(nodeNames(world))
    if (refused !== undefined) change(world, { refused })
  },
  hooksRestart: (world, dice) => {
    world.queue.clear()
    startHooks(world, (dice.count(10) - 5) * 60_000)
  },
}
