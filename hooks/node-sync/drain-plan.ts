import { awaitedPods, isPod, type PodReference, podName } from '../api/drain'
import type { Pod } from '../api/kubernetes'
import type { Drain, Slot } from '../api/slot'
import { type Blocker, rotated } from './blockers'
import { standingOf } from './pod-standing'

/** Evictions asked for in one sync: an API server and its PodDisruptionBudgets are shared by every node. */
const MOST_EVICTIONS = 10
/** A drain that lasts longer, in milliseconds, names every pod that it waits for. */
const UNNAMED_MS = 60_000

/** All that a drain is decided on. */
export interface DrainInput {
  readonly slot: Slot
  readonly pods: ReadonlyArray<Pod>
  readonly nodeReady: boolean
  readonly operatorPod: PodReference | undefined
  /** The drain under this very mark as the member had it. */
  readonly before: Drain | undefined
  readonly now: Date
}

/**
 * What is on a marked Node: `evict` is to be asked to go now, `blocked` will not go by waiting alone, `awaited` will but
 * takes long, `evictable` could be asked. `isLeftToPods`: every pod left is one that the pool lets end by itself.
 * `evictLast` is the operator's own pod, once it is its turn.
 */
export interface DrainPlan {
  readonly remaining: ReadonlyArray<Pod>
  readonly evictable: ReadonlyArray<Pod>
  readonly evict: ReadonlyArray<Pod>
  readonly blocked: ReadonlyArray<Blocker>
  readonly awaited: ReadonlyArray<Blocker>
  readonly isLeftToPods: boolean
  readonly timedOut: boolean
  readonly ownPod: Pod | undefined
  readonly evictLast: Pod | undefined
}

/**
 * A node that was marked because it was down has no slot, so nothing of it is disrupted once it is Ready: its mark is given
 * back, and it is drained when it is its turn.
 */
const isReadyAgain = ({ slot, nodeReady }: DrainInput): boolean => slot.bestEffort === true && nodeReady

/** Counted from the mark, which is on the Node, so that no restart gives a drain more time. 0 means never. */
export const hasTimedOut = ({ since, drain }: Slot, now: Date): boolean =>
  drain.timeoutSeconds > 0 && now.getTime() >= Date.parse(since) + drain.timeoutSeconds * 1000

/**
 * The operator's pod is evicted at most once per mark: one that came after the mark is its successor, put back here
 * because it has nowhere else to go.
 */
const ownPodOf = ({ pods, slot, operatorPod }: DrainInput): Pod | undefined =>
  slot.drain.skip
    ? undefined
    : pods.find(
        pod =>
          isPod(pod, operatorPod) &&
          pod.metadata.deletionTimestamp === undefined &&
          Date.parse(pod.metadata.creationTimestamp) < Date.parse(slot.since),
      )

const isLong = ({ since }: Slot, now: Date): boolean => now.getTime() >= Date.parse(since) + UNNAMED_MS

/**
 * Pods that are already terminating are waited for, not evicted again. Nothing is evicted from a node that is not Ready:
 * no kubelet there would end the pods, and further retries would change nothing.
 */
export const planDrain = (input: DrainInput): DrainPlan => {
  const { slot, pods, operatorPod, before, now } = input
  const remaining = slot.drain.skip ? [] : awaitedPods(pods, slot, operatorPod)
  const judged = remaining.map(pod => ({ pod, name: podName(pod), ...standingOf(pod, input) }))
  const evictable = judged.filter(({ mayEvict }) => mayEvict).map(({ pod }) => pod)
  const isOver = before?.state === 'TimedOut' || (remaining.length > 0 && hasTimedOut(slot, now))
  const timedOut = isOver && !isReadyAgain(input)
  const ownPod = ownPodOf(input)
  const areNamed = timedOut || isLong(slot, now)
  const blockers = (judgement: typeof judged): ReadonlyArray<Blocker> =>
    judgement.map(({ name, reason }) => ({ pod: name, reason }))
  return {
    remaining,
    evictable,
    evict: timedOut || isReadyAgain(input) ? [] : rotated(evictable, slot.since, now).slice(0, MOST_EVICTIONS),
    blocked: blockers(judged.filter(({ holdsUp }) => holdsUp)),
    awaited: blockers(judged.filter(({ holdsUp, isLeft }) => !holdsUp && (isLeft === true || areNamed))),
    isLeftToPods: judged.length > 0 && judged.every(({ isLeft }) => isLeft === true),
    timedOut,
    ownPod,
    // Only once Drained is written down: the eviction ends this process, and perhaps the only one that could say so.
    evictLast: remaining.length === 0 && before?.state === 'Drained' ? ownPod : undefined,
  }
}
