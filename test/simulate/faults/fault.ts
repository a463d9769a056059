import type { World } from '../world'

/** Chance that belongs to one fault alone, so that leaving another one out changes nothing about it. */
export interface Dice {
  /** In [0, 1). */
  readonly share: () => number
  readonly one: <T>(items: ReadonlyArray<T>) => T | undefined
  /** A whole number up to `most`. */
  readonly count: (most: number) => number
}

/** Something that an admin, a machine or a network does to the world, at any moment. */
export type Fault = (world: World, dice: Dice) => void

export const diceOf = (random: () => number): Dice => ({
  share: random,
  one: items => items[Math.floor(random() * items.length)],
  count: most => Math.floor(random() * (most + 1)),
})

export const nodeNames = (world: World): ReadonlyArray<string> => [...world.hosts.keys()].sort()
