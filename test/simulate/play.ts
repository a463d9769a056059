import { FAULTS } from './faults/all'
import { diceOf } from './faults/fault'
import { REST_INVARIANTS } from './invariants/all'
import { seeded } from './random'
import { repair } from './repair'
import { fail, isQuiet, pass, round } from './run'
import { type Scenario, worldOf } from './scenario'
import { editSteps } from './step-scenario'
import { type World, writesOf } from './world'

/** Faults have come by then, and are repaired, in ms from the start. */
const REPAIRED_MS = 60_000
/** Nothing was written for so long that no timer of the hooks can be left, in ms. */
const REST_MS = 130_000
/** Rounds after which a rollout in which nothing is broken any more is stuck. */
const MOST_ROUNDS = 1500

const faultsBefore = async (world: World, scenario: Scenario): Promise<void> => {
  const started = world.now
  const edits = (scenario.steps?.edits ?? []).map(({ at, edit }) => ({ at, run: () => editSteps(world, edit) }))
  const faults = scenario.faults.map(({ at, fault, dice }) => ({
    at,
    run: () => FAULTS[fault]?.(world, diceOf(seeded(dice))),
  }))
  const ahead = [...faults, ...edits].sort((a, b) => a.at - b.at)
  const last = ahead.length === 0 ? 0 : REPAIRED_MS
  while (world.now < started + last) {
    while (ahead[0] !== undefined && started + ahead[0].at * 1000 <= world.now) {
      ahead.shift()?.run()
    }
    await round(world)
    pass(world, started + (ahead[0] === undefined ? last : ahead[0].at * 1000))
  }
}

/** Goes on until nothing has been written for long; a rollout that never comes to that is stuck or writes for ever. */
export const comeToRest = async (world: World): Promise<void> => {
  let writes = writesOf(world)
  let since = world.now
  for (let rounds = 0; rounds < MOST_ROUNDS; rounds++) {
    await round(world)
    if (writesOf(world) !== writes) {
      writes = writesOf(world)
      since = world.now
    } else if (world.now - since >= REST_MS && isQuiet(world)) return
    pass(world)
  }
  fail(world, 'ends', `not at rest after ${MOST_ROUNDS} rounds, ${JSON.stringify(phases(world))}`)
}

const phases = (world: World): ReadonlyArray<unknown> =>
  Object.values(world.rollouts.all()).map(({ status }) => {
    const { phase, message } = (status ?? {}) as { readonly phase?: string; readonly message?: string }
    return { phase, message }
  })

const checkRest = (world: World, { ending }: Scenario): void => {
  for (const [name, invariant] of Object.entries(REST_INVARIANTS)) {
    const problem = invariant(world)
    if (problem !== undefined) fail(world, name, `${problem}; ${JSON.stringify(phases(world))}`)
  }
  const isDone = phases(world).every(
    status => (status as { readonly phase?: string }).phase === 'Completed' || world.hosts.size === 0,
  )
  if (ending === 'completes' && !isDone) fail(world, 'ends', `did not complete: ${JSON.stringify(phases(world))}`)
}

/** Plays a scenario to its end; rejects with what went wrong. */
export const play = async (scenario: Scenario, isChecked = true): Promise<World> => {
  const world = worldOf(scenario, isChecked)
  await faultsBefore(world, scenario)
  repair(world, scenario)
  await comeToRest(world)
  checkRest(world, scenario)
  return world
}
