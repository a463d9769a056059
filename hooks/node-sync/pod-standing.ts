import { controllerName, evictionForbidden, isLeftToEnd, LEFT_TO_END } from '../api/drain'
import type { Pod } from '../api/kubernetes'
import type { Slot } from '../api/slot'
import { wholeSeconds } from '../api/whole-seconds'

/** A kubelet may need this long, in milliseconds, to tell that a pod has ended. */
const STUCK_MS = 60_000
/** A scheduler that has not seen the cordon yet may place pods for this long after the mark, in milliseconds. */
const UNSEEN_CORDON_MS = 10_000
/** A pod that came after the cordon is evicted again after as long as it took to come, but at the latest after this. */
const MOST_PATIENCE_MS = 60_000

export interface StandingInput {
  readonly slot: Slot
  readonly nodeReady: boolean
  readonly now: Date
}

/**
 * Why a pod that has to leave is still there. `holdsUp`: waiting alone will not end it. `mayEvict`: an eviction may be
 * asked for now. `isLeft`: the pool lets it end by itself.
 */
export interface Standing {
  readonly reason: string
  readonly holdsUp: boolean
  readonly mayEvict: boolean
  readonly isLeft?: true
}

const LEFT: Standing = {
  reason: LEFT_TO_END,
  holdsUp: false,
  mayEvict: false,
  isLeft: true,
}

/** A deletionTimestamp is when the grace period ends, not when it began. */
const terminating = ({ metadata }: Pod, endsAt: string, now: Date): Standing => {
  const { deletionGracePeriodSeconds: grace, finalizers = [] } = metadata
  const end = Date.parse(endsAt)
  const since = grace === undefined ? '' : ` since ${wholeSeconds(end - grace * 1000)}`
  if (now.getTime() <= end + STUCK_MS) {
    return { reason: `terminating${since}, its grace period ends at ${endsAt}`, holdsUp: false, mayEvict: false }
  }
  const holder = finalizers.length > 0 ? `finalizer ${finalizers.join(', ')} holds it` : 'the kubelet has not ended it'
  return {
    reason: `terminating${since}, its grace period ended at ${endsAt}: ${holder}`,
    holdsUp: true,
    mayEvict: false,
  }
}

/** How long after the mark a pod came that no scheduler should have put here, in ms; undefined when it may be the scheduler's. */
const cameLate = ({ metadata }: Pod, { since }: Slot): number | undefined => {
  const late = Date.parse(metadata.creationTimestamp) - Date.parse(since)
  return late > UNSEEN_CORDON_MS ? late : undefined
}

/**
 * A pod that a controller puts here in spite of the cordon comes back as often as it is evicted, so that it is evicted
 * ever more rarely. Only its time distinguishes it: once it is here, its own spec.nodeName is like any other.
 */
const cameBack = (pod: Pod, late: number, now: Date): Standing => {
  const { creationTimestamp } = pod.metadata
  const controller = controllerName(pod)
  const age = now.getTime() - Date.parse(creationTimestamp)
  const who =
    controller === undefined
      ? ' by hand: is its spec.nodeName set?'
      : `: ${controller} puts it back on this node; is spec.nodeName set in its template?`
  return {
    reason: `made at ${creationTimestamp}, after the cordon${who}`,
    holdsUp: true,
    mayEvict: age >= Math.min(late, MOST_PATIENCE_MS),
  }
}

/** Nothing is evicted from a node that is not Ready, nor what is terminating already. */
export const standingOf = (pod: Pod, { slot, nodeReady, now }: StandingInput): Standing => {
  const { deletionTimestamp } = pod.metadata
  if (!nodeReady) return { reason: 'the node is not Ready, so nothing there ends it', holdsUp: true, mayEvict: false }
  if (deletionTimestamp !== undefined) return terminating(pod, deletionTimestamp, now)
  if (isLeftToEnd(pod, slot.drain)) return LEFT
  const forbidden = evictionForbidden(pod, slot.drain)
  if (forbidden !== undefined) return { reason: forbidden, holdsUp: true, mayEvict: false }
  const late = cameLate(pod, slot)
  if (late !== undefined) return cameBack(pod, late, now)
  return { reason: 'its eviction is under way', holdsUp: false, mayEvict: true }
}
