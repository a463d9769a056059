import { cut, MOST } from './clean-text'
import type { Condition } from './kubernetes'

/** A condition before it is known since when it holds. */
export type NewCondition = Pick<Condition, 'type' | 'status' | 'reason' | 'message'>

/** Sets conditions, sorted by type. One that keeps its status keeps its time, so that a repeated sync changes nothing. */
export const setConditions = (
  previous: ReadonlyArray<Condition>,
  next: ReadonlyArray<NewCondition>,
  now: Date,
): ReadonlyArray<Condition> =>
  next
    .map(condition => {
      const old = previous.find(({ type }) => type === condition.type)
      const lastTransitionTime = old?.status === condition.status ? old.lastTransitionTime : now.toISOString()
      return { ...condition, message: cut(condition.message, MOST.sentence), lastTransitionTime }
    })
    .sort((a, b) => (a.type < b.type ? -1 : 1))
