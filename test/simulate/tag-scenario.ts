import assert from 'node:assert/strict'
import fc from 'fast-check'
import { aFoundImage, STABLE } from '../builders/a-lookup'
import { FIRST, imageOf, NEW, OLD } from '../builders/digests'
import { someSeconds } from '../builders/settings'
import { FAULTS } from './faults/all'
import { diceOf, type Fault } from './faults/fault'
import { rollout } from './faults/spec-faults'
import { followerFaults, NEXT, registryFaults } from './faults/tag-faults'
import { digestOf } from './host'
import { comeToRest } from './play'
import { seeded } from './random'
import { fail, pass, round } from './run'
import { quickSpec } from './scenario'
import { addNode, applyPool, createWorld, FAIR, type World } from './world'

/** The life of a pool that follows a tag; times in seconds from the start. */
export interface TagScenario {
  readonly nodes: number
  readonly updates: 'Manual' | 'Automatic'
  readonly faults: ReadonlyArray<{ readonly at: number; readonly fault: string; readonly dice: number }>
  readonly seed: number
}

const weather = ['callsFail', 'answersLost', 'callsRepeated', 'callsInterleave', 'hooksRestart']
const users = ['paused', 'resumed', 'retried', 'strategyChanged', 'doesNotBoot', 'agentCrashes', 'poolReplaced']
const pick = (names: ReadonlyArray<string>): Readonly<Record<string, Fault>> =>
  Object.fromEntries(names.flatMap(name => (FAULTS[name] === undefined ? [] : [[name, FAULTS[name]]])))

/** Only what happens to the registry, and between the hooks and the API server: nobody touches the pool. */
export const LEFT_ALONE: Readonly<Record<string, Fault>> = {
  ...registryFaults,
  ...pick(['callsRepeated', 'answersLost', 'hooksRestart']),
}
export const ANYTHING: Readonly<Record<string, Fault>> = {
  ...registryFaults,
  ...followerFaults,
  ...pick([...weather, ...users]),
}

const LAST_SECOND = 240

export const someTagScenario = (faults: Readonly<Record<string, Fault>>): fc.Arbitrary<TagScenario> =>
  fc.record({
    nodes: fc.integer({ min: 1, max: 3 }),
    updates: fc.constantFrom('Manual' as const, 'Automatic' as const),
    faults: fc.array(
      fc.record({
        at: fc.integer({ min: 1, max: LAST_SECOND }),
        // The tag moves about as often as anything else happens.
        fault: fc.oneof(fc.constant('tagMoves'), fc.constantFrom(...Object.keys(faults))),
        dice: fc.noShrink(fc.nat()),
      }),
      { maxLength: 10 },
    ),
    seed: fc.noShrink(fc.nat()),
  })

const worldOf = ({ nodes, updates, seed }: TagScenario): World => {
  const world = createWorld({ pace: { download: 1000, reboot: 2000 }, random: seeded(seed), isChecked: false })
  for (let i = 1; i <= nodes; i++) addNode(world, `n${i}`, { image: imageOf(OLD), pods: 1 })
  world.shelf.set(STABLE, aFoundImage(OLD)).set(NEXT, aFoundImage(FIRST))
  const image = { ref: STABLE, updates, pollIntervalSeconds: someSeconds(30) }
  applyPool(world, 'workers', { ...quickSpec(1), image })
  return world
}

/** In the end everything works, and what the tag names may be run. */
const repair = (world: World): void => {
  world.weather = FAIR
  world.shelf.set(STABLE, aFoundImage(NEW)).set(NEXT, aFoundImage(FIRST))
}

const eachSecond = async (world: World, scenario: TagScenario, look: (world: World) => void): Promise<void> => {
  const faults = { ...ANYTHING, ...LEFT_ALONE }
  const started = world.now
  const ahead = [...scenario.faults].sort((a, b) => a.at - b.at)
  while (world.now < started + LAST_SECOND * 1000) {
    while (ahead[0] !== undefined && started + ahead[0].at * 1000 <= world.now) {
      faults[ahead[0].fault]?.(world, diceOf(seeded(ahead[0].dice)))
      ahead.shift()
    }
    await round(world)
    look(world)
    pass(world, started + (ahead[0]?.at ?? LAST_SECOND) * 1000)
  }
}

/** Plays anything that may happen to a pool and its tag; the invariants are looked after. */
export const playAnything = async (scenario: TagScenario): Promise<void> => {
  const world = worldOf(scenario)
  await eachSecond(world, scenario, () => undefined)
  repair(world)
  const spec = world.pools.get('workers')?.spec
  if (spec !== undefined) applyPool(world, 'workers', rollout(spec as ReturnType<typeof quickSpec>, { paused: false }))
  await comeToRest(world)
}

const versionsIn = (world: World): ReadonlySet<string> =>
  new Set([...world.hosts.values()].map(({ booted }) => digestOf(booted)))

/** Plays a pool whose users leave it alone: two versions run at most, and in the end what the tag names, if it may. */
export const playLeftAlone = async (scenario: TagScenario): Promise<void> => {
  const world = worldOf(scenario)
  await eachSecond(world, scenario, () => {
    const versions = versionsIn(world)
    if (versions.size > 2) fail(world, 'runs two versions at most', [...versions].join(', '))
  })
  repair(world)
  await comeToRest(world)
  if (scenario.updates === 'Automatic') assert.deepEqual([...versionsIn(world)], [NEW])
}
