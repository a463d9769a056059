import { errorText } from '../../api/error-text'

/** Runs effects, so that one that fails keeps no other from happening, and all together take no longer than they may. */
export interface Performer {
  /** Answers undefined when the effect failed; the problem is noted. */
  readonly perform: <T>(what: string, effect: () => Promise<T>) => Promise<T | undefined>
  /** In their order, some at a time, while there is time; `effect` performs, and so never rejects. */
  readonly each: <T>(items: ReadonlyArray<T>, effect: (item: T) => Promise<void>) => Promise<void>
  readonly hasTime: () => boolean
  /** One line each, of what failed. */
  readonly problems: ReadonlyArray<string>
  /** Whether there was no time for all. */
  readonly isLate: () => boolean
}

/** Calls to the API server at a time: a wave of a hundred nodes must not take a hundred round trips, nor flood it. */
export const AT_ONCE = 12

export const performer = (hasTime: () => boolean): Performer => {
  const problems: string[] = []
  let late = false
  return {
    hasTime,
    problems,
    isLate: () => late,
    perform: async (what, effect) => {
      try {
        return await effect()
      } catch (error) {
        problems.push(`${what}: ${errorText(error)}`)
        return undefined
      }
    },
    each: async (items, effect) => {
      const left = [...items]
      const work = async (): Promise<void> => {
        while (hasTime()) {
          const item = left.shift()
          if (item === undefined) return
          await effect(item)
        }
      }
      await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, work))
      late ||= left.length > 0
    },
  }
}
