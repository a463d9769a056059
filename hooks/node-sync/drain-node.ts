import { type PodReference, podName } from '../api/drain'
import { isNodeReady, type Node, type Pod } from '../api/kubernetes'
import { readMark } from '../api/mark'
import type { Drain, Slot } from '../api/slot'
import { isApiError } from '../ports/api/api-request'
import type { Cluster } from '../ports/cluster'
import { type Blocker, topBlockers } from './blockers'
import { type DrainPlan, hasTimedOut, planDrain } from './drain-plan'
import { drainOf, recheckSeconds } from './drain-state'
import { drainEvent, recordonedEvent } from './node-events'
import type { RecheckTimer } from './recheck-timer'

/** The mark or the cordon was just removed: seconds until the recheck. */
const LOOK_AGAIN_SECONDS = 2
/** An admin may give the right at any time, in seconds. */
const FORBIDDEN_SECONDS = 10

export interface DrainContext {
  readonly cluster: Cluster
  readonly operatorPod: PodReference | undefined
  readonly recheckTimer: RecheckTimer
  readonly now: Date
}

/** A mark that is an order to drain, and the drain under it as the member had it. */
export interface DrainOrder {
  readonly node: Node
  readonly slot: Slot
  readonly before: Drain | undefined
}

/** `again`: recheck after so many seconds. */
export interface DrainOutcome {
  readonly drain?: Drain
  readonly again?: number
}

const isCordoned = ({ spec }: Node): boolean => spec?.unschedulable === true

const isStillMarked = (live: Node | undefined, { node, slot }: DrainOrder): live is Node => {
  if (live?.metadata.uid !== node.metadata.uid) return false
  const mark = readMark(live.metadata)
  return mark.state === 'whole' && mark.slot.id === slot.id
}

/** Once in a sync, so that it never becomes a race with another client that uncordons. */
const cordonAgain = async (cluster: Cluster, live: Node, slot: Slot): Promise<void> => {
  const { name, resourceVersion = '' } = live.metadata
  const outcome = await cluster.patchNode(name, resourceVersion, { unschedulable: true })
  if (outcome === 'done') cluster.recordEvent(recordonedEvent(live, slot))
}

/** What is still true of a drain when the pods are not known: all but that it is done. */
const unproven = (before: Drain | undefined): DrainOutcome => ({
  drain: before?.state === 'Drained' ? undefined : before,
  again: LOOK_AGAIN_SECONDS,
})

const evictAll = async (cluster: Cluster, pods: ReadonlyArray<Pod>, slot: Slot): Promise<ReadonlyArray<Blocker>> => {
  const outcomes = await Promise.all(
    pods.map(async pod => ({ pod, result: await cluster.evict(pod, slot.drain.gracePeriodSeconds) })),
  )
  return outcomes.flatMap(({ pod, result }) =>
    result.outcome === 'refused' ? [{ pod: podName(pod), reason: result.reason }] : [],
  )
}

const FORBIDDEN = 403

/** The pods of a Node, or why they may not be listed: a retry does not add a right that is missing. */
const podsOf = async (cluster: Cluster, node: string): Promise<ReadonlyArray<Pod> | string> => {
  try {
    return await cluster.recentPodsOn(node)
  } catch (error) {
    if (isApiError(error) && error.kind === 'api-refused' && error.status === FORBIDDEN) return error.message
    throw error
  }
}

/** A drain of which nothing is seen has its end, and a reason, like any other. */
const unseenDrain = ({ slot, before }: DrainOrder, reason: string, now: Date): Drain => ({
  id: slot.id,
  state: before?.state === 'TimedOut' || hasTimedOut(slot, now) ? 'TimedOut' : 'Blocked',
  remaining: before?.remaining ?? (0 as Drain['remaining']),
  blockers: topBlockers([{ pod: 'all', reason }]),
})

/** Records an event of a drain that changed its state. */
const recordDrain = (cluster: Cluster, { node, slot, before }: DrainOrder, drain: Drain): void => {
  const event = drain.state === before?.state ? undefined : drainEvent(node, slot, drain)
  if (event !== undefined) cluster.recordEvent(event)
}

/** How long after its timeout a drain may still succeed before a failing pod list ends it, in ms. */
const UNSEEN_MS = 60_000
/** A failing pod list is retried; in a drain that takes longer than this, in ms, it is named. */
const UNNAMED_MS = 120_000

/**
 * A drain about which the API server did not answer, or would not write what was asked. What was drained is so still; any
 * other names why, and ends like any other: a list that fails for good is no reason to wait without end.
 */
export const failedDrain = (cluster: Cluster, order: DrainOrder, reason: string, now: Date): Drain | undefined => {
  const { slot, before } = order
  if (before?.state === 'Drained' || now.getTime() < Date.parse(slot.since) + UNNAMED_MS) return before
  const drain = unseenDrain(order, reason, new Date(now.getTime() - UNSEEN_MS))
  recordDrain(cluster, order, drain)
  return drain
}

/** A refusal of the operator's own eviction holds nothing up: no drain waits for that pod. */
const evictOwnPod = async (cluster: Cluster, { evictLast }: DrainPlan, slot: Slot): Promise<void> => {
  if (evictLast !== undefined) await cluster.evict(evictLast, slot.drain.gracePeriodSeconds)
}

const hasToAct = ({ evict, evictLast }: DrainPlan): boolean => evict.length > 0 || evictLast !== undefined

/** The Node as it is now, cordoned and under this mark; else what became of the drain. */
const livePrepared = async (cluster: Cluster, order: DrainOrder): Promise<Node | DrainOutcome> => {
  const live = await cluster.readNode(order.node.metadata.name)
  if (live === undefined) return {}
  if (!isStillMarked(live, order)) return unproven(order.before)
  if (isCordoned(live)) return live
  await cordonAgain(cluster, live, order.slot)
  return unproven(order.before) // More pods may have come since they were listed.
}

const isNode = (found: Node | DrainOutcome): found is Node => 'metadata' in found

/** A cached pod list will do: the consistent one is read before the reboot order. */
const planned = async (
  { cluster, operatorPod, now }: DrainContext,
  { node, slot, before }: DrainOrder,
): Promise<((seen: Node) => DrainPlan) | string> => {
  const pods = slot.drain.skip ? [] : await podsOf(cluster, node.metadata.name)
  if (typeof pods === 'string') return pods
  return seen => planDrain({ slot, pods, nodeReady: isNodeReady(seen), operatorPod, before, now })
}

/** A drained Node that is not due for a recheck yet. */
const drainedStill = (
  { recheckTimer, now }: DrainContext,
  { node, slot, before }: DrainOrder,
): DrainOutcome | undefined => {
  if (before?.state !== 'Drained') return undefined
  // It reboots, or is lost: no kubelet there would end a pod, it gets no reboot order without another list, and its Ready is
  // an event.
  if (!isNodeReady(node)) return { drain: before }
  const again = isCordoned(node) ? recheckTimer.dueIn(slot.id, now) : undefined
  return again === undefined ? undefined : { drain: before, again }
}

/**
 * Empties a marked Node. It plans on a pod list that costs the API server little and may be a moment old; before anything
 * is done the Node is read live: a pause may just have taken the mark away. One sync asks for a bounded number of evictions
 * and waits for none of them.
 */
export const drainNode = async (context: DrainContext, order: DrainOrder): Promise<DrainOutcome> => {
  const { cluster, recheckTimer, now } = context
  const { node, slot, before } = order
  const known = drainedStill(context, order)
  if (known !== undefined) return known
  const plans = await planned(context, order)
  if (typeof plans === 'string') {
    const drain = unseenDrain(order, plans, now)
    recordDrain(cluster, order, drain)
    return { drain, again: FORBIDDEN_SECONDS }
  }
  const isQuiet = isCordoned(node) && !hasToAct(plans(node))
  const live = isQuiet ? node : await livePrepared(cluster, order)
  if (!isNode(live)) return live
  const plan = plans(live)
  const refused = await evictAll(cluster, plan.evict, slot)
  await evictOwnPod(cluster, plan, slot)
  const drain = drainOf(slot, plan, { refused, before })
  recordDrain(cluster, order, drain)
  const again = recheckSeconds(drain, plan, { refused, before })
  if (drain.state === 'Drained' && plan.ownPod === undefined && again !== undefined)
    recheckTimer.schedule(slot.id, now, again)
  return { drain, again }
}
