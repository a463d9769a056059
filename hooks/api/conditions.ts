import { cut, MOST } from './clean-text'
import type { Condition } from './kubernetes'
import { wholeSeconds } from './whole-seconds'

/** A condition before it is known since when it holds. */
export type NewCondition = Pick<Condition, 'type' | 'status' | 'reason' | 'message'>

/** What conditions had before, and which generation of its object they are about now. */
export interface Conditioned {
  readonly previous: ReadonlyArray<Condition> | undefined
  readonly generation: number | undefined
  readonly now: Date
}

/** Sets conditions, sorted by type. One that keeps its status keeps its time, so that a repeated sync changes nothing. */
export const setConditions = (
  { previous = [], generation, now }: Conditioned,
  next: ReadonlyArray<NewCondition>,
): ReadonlyArray<Condition> =>
  next
    .map(condition => {
      const old = previous.find(({ type }) => type === condition.type)
      const since = old?.status === condition.status ? old.lastTransitionTime : now
      const message = cut(condition.message, MOST.sentence)
      return { ...condition, message, lastTransitionTime: wholeSeconds(since), observedGeneration: generation }
    })
    .sort((a, b) => (a.type < b.type ? -1 : 1))
