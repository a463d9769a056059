import type { Drain, DrainState, Slot } from '../api/slot'
import { type Blocker, refusalsOf, topBlockers } from './blockers'
import type { DrainPlan } from './drain-plan'

/** What was done about a plan: `refused` are evictions that the API server did not allow just now. */
export interface Evictions {
  readonly refused: ReadonlyArray<Blocker>
  readonly before: Drain | undefined
}

const stateOf = ({ timedOut, remaining }: DrainPlan, holding: ReadonlyArray<Blocker>): DrainState => {
  if (timedOut) return 'TimedOut'
  if (remaining.length === 0) return 'Drained'
  return holding.length > 0 ? 'Blocked' : 'Draining'
}

/** The drain as the member reports it. One that gave up names whom it waited for, even if they leave after all. */
export const drainOf = (slot: Slot, plan: DrainPlan, { refused, before }: Evictions): Drain => {
  const { evictable, evict, blocked, awaited, remaining, timedOut } = plan
  // A pod without a refusal gets its present reason.
  const isOwn = (old: Blocker): boolean =>
    [...blocked, ...awaited].some(({ pod, reason }) => pod === old.pod && reason.startsWith(old.reason))
  const earlier = (before?.blockers ?? []).filter(old => !isOwn(old))
  const refusals = refusalsOf({ evictable, tried: evict, refused, before: earlier })
  const refusedPods = new Set(refusals.map(({ pod }) => pod))
  const holding = [...refusals, ...blocked.filter(({ pod }) => !refusedPods.has(pod))]
  const blockers = timedOut && remaining.length === 0 ? (before?.blockers ?? []) : topBlockers(holding, awaited)
  return { id: slot.id, state: stateOf(plan, holding), remaining: remaining.length as Drain['remaining'], blockers }
}

/** The same once pods were asked to leave in this sync: most of them need no grace. */
const ASKED_SECONDS = 1
/** While pods leave the recheck is due after this many seconds: no event comes when one has gone. */
const LOOK_AGAIN_SECONDS = 2
/** When evictions are refused, or pods run to their own end, asking again sooner only burdens the API server. */
const REFUSED_SECONDS = 10

/** The same once a node was seen empty twice: who comes later is found by the list before the reboot order too. */
const STILL_EMPTY_SECONDS = 60

/** Seconds until the recheck; undefined when nothing is left to do. */
export const recheckSeconds = (
  { state }: Drain,
  { ownPod, evictLast, evict, isLeftToPods }: DrainPlan,
  { refused, before }: Evictions,
): number | undefined => {
  if ((state === 'Draining' || state === 'Blocked') && evict.length > refused.length) return ASKED_SECONDS
  switch (state) {
    case 'Draining':
      return isLeftToPods ? REFUSED_SECONDS : LOOK_AGAIN_SECONDS
    case 'Blocked':
      return REFUSED_SECONDS
    case 'Drained':
      if (ownPod !== undefined) return evictLast === undefined ? LOOK_AGAIN_SECONDS : REFUSED_SECONDS
      // A scheduler that had not seen the cordon yet may put one more pod there.
      return before?.state === 'Drained' ? STILL_EMPTY_SECONDS : REFUSED_SECONDS
    case 'TimedOut':
      return undefined
  }
}
