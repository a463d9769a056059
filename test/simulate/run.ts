import assert from 'node:assert/strict'
import { INVARIANTS } from './invariants/all'
import type { Moment } from './invariants/moment'
import { takeNote } from './note'
import { areCachesFresh, nextTime, surroundings, type Turn, turnsOf } from './turns'
import { storesOf, timeOf, type World } from './world'

const ROUND_MS = 1000

export const fail = (world: World, name: string, what: string): never => {
  throw new assert.AssertionError({ message: `${name} at ${timeOf(world.now)}: ${what}` })
}

const NAMED_INVARIANTS = Object.entries(INVARIANTS)

const check = (moment: Moment): void => {
  for (const [name, invariant] of NAMED_INVARIANTS) {
    const problem = invariant(moment)
    if (problem !== undefined) fail(moment.world, name, problem)
  }
}

/** Runs something and judges the world by what it changed. */
const watched = async (world: World, run: () => Promise<void> | void): Promise<void> => {
  const { journal, nodes, updates } = world
  const before = { nodes: nodes.all(), updates: updates.all() }
  const known = {
    syncs: journal.syncs.length,
    reboots: journal.reboots.length,
    pools: journal.poolSyncs.length,
    evictions: journal.evictions.length,
  }
  await run()
  const syncs = journal.syncs.slice(known.syncs)
  takeNote(world, syncs)
  check({
    world,
    nodes: { before: before.nodes, after: nodes.all() },
    updates: { before: before.updates, after: updates.all() },
    syncs,
    poolSyncs: journal.poolSyncs.slice(known.pools),
    reboots: journal.reboots.slice(known.reboots),
    evictions: journal.evictions.slice(known.evictions),
  })
}

const shuffled = <T>(items: ReadonlyArray<T>, random: () => number): ReadonlyArray<T> =>
  items
    .map(item => ({ item, key: random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item)

const catchUp = (world: World): void => {
  for (const store of storesOf(world)) store.catchUp(world.random === undefined ? 1 : Math.max(0, world.random() - 0.3))
}

/** Turns that run together interleave at every call of the API. */
const grouped = (turns: ReadonlyArray<Turn>, world: World): ReadonlyArray<ReadonlyArray<Turn>> => {
  if (!world.weather.interleaved) return turns.map(turn => [turn])
  return Array.from({ length: Math.ceil(turns.length / 3) }, (_, i) => turns.slice(i * 3, i * 3 + 3))
}

/** One second of the world, or the time until something happens. */
export const round = async (world: World): Promise<void> => {
  catchUp(world)
  await watched(world, () => surroundings(world))
  const turns = turnsOf(world)
  for (const group of grouped(world.random === undefined ? turns : shuffled(turns, world.random), world)) {
    catchUp(world)
    await watched(world, async () => void (await Promise.all(group.map(({ run }) => run()))))
  }
}

/** Whether nothing can happen before some time has passed. */
export const isQuiet = (world: World): boolean => areCachesFresh(world) && turnsOf(world).length === 0

export const pass = (world: World, until = Number.POSITIVE_INFINITY): void => {
  const next = isQuiet(world) ? Math.min(nextTime(world) ?? world.now + ROUND_MS, until) : world.now + ROUND_MS
  world.now = Math.max(world.now + 1, next)
}
