import { setTimeout as sleep } from 'node:timers/promises'

/** Milliseconds between two looks. */
const LOOK_EVERY = 50

export interface Wait<T> {
  /** What is awaited, to complete the sentence "waited 60 s for ...". */
  readonly what: string
  readonly seconds: number
  /** Milliseconds between two looks, where each is dear; 50 else. */
  readonly everyMs?: number
  /** One look; undefined means not yet. A rejection ends the wait. */
  readonly look: () => Promise<T | undefined>
  /** The state that the error shows when the time is over. */
  readonly state?: () => string
}

/** Looks again and again until there is an answer; rejects with a sentence when the time is over. */
export const waitFor = async <T>({ what, seconds, everyMs = LOOK_EVERY, look, state }: Wait<T>): Promise<T> => {
  const deadline = Date.now() + seconds * 1000
  for (;;) {
    const found = await look()
    if (found !== undefined) return found
    if (Date.now() > deadline) {
      throw new Error(`waited ${seconds} s for ${what}${state === undefined ? '' : `: ${state()}`}`)
    }
    await sleep(everyMs)
  }
}
