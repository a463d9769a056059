import { cleanText } from '../api/clean-text'
import { podName } from '../api/drain'
import type { Pod } from '../api/kubernetes'

/** Blockers named in a member: enough to act on, and few enough to keep it small. */
const MOST_BLOCKERS = 5
/** Characters of a reason: a budget's sentence fits, a proxy's error page is cut. */
const MOST_REASON = 300
/** After this many milliseconds other pods are tried first, if not all could be tried at once. */
const TURN_MS = 10_000
const PODS_PER_TURN = 10

/** A pod that holds a drain up, as namespace/name, and why. */
export interface Blocker {
  readonly pod: string
  readonly reason: string
}

/**
 * The same pods from another one on in every turn: pods whose eviction is refused must not keep the others from being
 * tried. By time, since who was tried is not remembered between two syncs.
 */
export const rotated = (pods: ReadonlyArray<Pod>, since: string, now: Date): ReadonlyArray<Pod> => {
  if (pods.length <= PODS_PER_TURN) return pods
  const turn = Math.max(0, Math.floor((now.getTime() - Date.parse(since)) / TURN_MS))
  const first = (turn * PODS_PER_TURN) % pods.length
  return [...pods.slice(first), ...pods.slice(0, first)]
}

export interface Refusals {
  readonly evictable: ReadonlyArray<Pod>
  readonly tried: ReadonlyArray<Pod>
  readonly refused: ReadonlyArray<Blocker>
  readonly before: ReadonlyArray<Blocker>
}

/** Refusals of this sync, and earlier ones of pods that were not tried again: else the names would change every turn. */
export const refusalsOf = ({ evictable, tried, refused, before }: Refusals): ReadonlyArray<Blocker> => {
  const names = new Set(tried.map(podName))
  const untried = new Set(evictable.map(podName).filter(name => !names.has(name)))
  return [...refused, ...before.filter(({ pod }) => untried.has(pod))]
}

const byPod = (a: Blocker, b: Blocker): number => (a.pod < b.pod ? -1 : 1)

/** The first five pods by name, those that hold the drain up before those that are only waited for. */
export const topBlockers = (
  holding: ReadonlyArray<Blocker>,
  waited: ReadonlyArray<Blocker> = [],
): ReadonlyArray<Blocker> => {
  const told = new Set(holding.map(({ pod }) => pod))
  return [...[...holding].sort(byPod), ...waited.filter(({ pod }) => !told.has(pod)).sort(byPod)]
    .slice(0, MOST_BLOCKERS)
    .map(({ pod, reason }) => ({ pod, reason: cleanText(reason, MOST_REASON) }))
}
