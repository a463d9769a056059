import type { BootcNodeUpdate, RebootOrder } from '../api/bootc-node-update'
import type { CompositeResponse } from '../api/metacontroller'
import { UPDATE_KEY } from '../api/names'
import type { LastShown } from '../ports/shown'
import { type ActOutcome, act, NOTHING_DONE } from './act/act'
import type { ApprovePorts } from './act/approve'
import { type GatePorts, planWithGates } from './act/ask-gates'
import { isPresent } from './act/is-present'
import { withMarks } from './act/known-marks'
import { performer } from './act/performer'
import { createPodLooks, lookAtPods, type PodLooks } from './act/pod-looks'
import { NOTHING_WRITTEN, type Written, writeOrders } from './act/write-orders'
import { coalesce } from './answer/coalesce'
import { headlineOf } from './answer/headline'
import { reportRollout } from './answer/status'
import { rolloutTransitions } from './answer/transitions'
import { type NewOrder, newOrders } from './decide/new-orders'
import type { Plan } from './decide/plan'
import { isUnrecordedReturn } from './decide/unrecorded-return'
import { type Observed, observe, type PhasedNode } from './observed'
import type { PodsByNode } from './pod-health'
import type { RolloutSyncRequest } from './request'

/** After how many seconds something unfinished is looked at again: no event may tell that it can go on. */
const LOOK_AGAIN_SECONDS = 2
/** The same for what others have taken down, which lasts longer. */
const WATCH_SECONDS = 10
/** How long effects may take in one call, in milliseconds; the rest is left to the next one. */
const EFFECTS_MS = 3000

export interface RolloutSyncPorts extends ApprovePorts {
  readonly now: () => Date
  /** Where the updates of each request are left, for node-sync. */
  readonly shownUpdates?: Pick<LastShown<BootcNodeUpdate>, 'show'>
  /** What `rollout.gates` are asked with. */
  readonly gates: Pick<GatePorts, 'queries' | 'namespace'>
  /** Called with effects that failed, which the answer itself only hints at. */
  readonly onEffectFailure: (rollout: string, problems: ReadonlyArray<string>) => void
}

const wakeUpIn = (
  { now }: Observed,
  { nextAt, closed }: Plan,
  { unfinished, isWatching }: ActOutcome,
  lateMs: number,
): number | undefined => {
  const again = closed?.againSeconds
  const waits = [
    ...(again === undefined ? [] : [again]),
    ...(lateMs > 0 ? [Math.ceil(lateMs / 1000)] : []),
    ...(nextAt === undefined ? [] : [Math.max(1, Math.ceil((nextAt - now.getTime()) / 1000))]),
    ...(unfinished ? [LOOK_AGAIN_SECONDS] : []),
    ...(isWatching ? [WATCH_SECONDS] : []),
  ]
  return waits.length === 0 ? undefined : Math.min(...waits)
}

/** Nothing is known of pods that were not listed. */
const NO_PODS: PodsByNode = { get: () => undefined }

/** What is decided on. Pods are listed only of nodes that wait for nothing else, and only where the pool asks for them. */
const observeNow = async (
  { cluster, now }: RolloutSyncPorts,
  request: RolloutSyncRequest,
  looks: PodLooks,
): Promise<Observed> => {
  const at = now()
  const observed = observe(request, at, NO_PODS)
  const deadline = at.getTime() + EFFECTS_MS
  const todo = performer(() => now().getTime() < deadline)
  const pods = await lookAtPods(todo, cluster, looks, observed)
  return pods === undefined ? observed : observe(request, at, pods)
}

/** Effects and orders of one call; a reboot that could not be ordered is not approved either. */
const perform = async (
  { cluster, operatorPod, now }: RolloutSyncPorts,
  observed: Observed,
  plan: Plan,
): Promise<ActOutcome> => {
  const deadline = observed.now.getTime() + EFFECTS_MS
  const todo = performer(() => now().getTime() < deadline)
  let answer: Promise<boolean | undefined> | undefined
  const present = (): Promise<boolean | undefined> => {
    answer ??= todo.perform('read the rollout', () => isPresent(cluster, observed))
    return answer
  }
  // A cache may show what was edited a moment ago, and a forged request what was never there.
  const write = async (orders: ReadonlyArray<NewOrder>): Promise<Written> =>
    orders.length === 0 || (await present()) === true ? writeOrders(todo, cluster, orders) : NOTHING_WRITTEN
  const orderReboot = async (node: PhasedNode, order: RebootOrder): Promise<boolean> => {
    const orders = newOrders({ ...observed, nodes: [node] }, plan, new Map([[node.name, order]]))
    return (await write(orders)).names.has(node.name)
  }
  const outcome = await act({ cluster, operatorPod, isPresent: present, orderReboot }, todo, observed, plan)
  const others = observed.nodes.filter(({ name }) => !outcome.approved.has(name))
  const written = await write(newOrders({ ...observed, nodes: others }, plan, new Map()))
  return {
    ...outcome,
    unfinished: outcome.unfinished || written.isUnfinished,
    problems: todo.problems,
  }
}

/** When each node may stage, drain, reboot, go back: observe, decide, act, order, report. */
export const syncRollout =
  (ports: RolloutSyncPorts, looks: PodLooks = createPodLooks()) =>
  async (request: RolloutSyncRequest): Promise<CompositeResponse> => {
    const { cluster, now, gates, shownUpdates, onEffectFailure } = ports
    for (const [name, update] of Object.entries(request.related[UPDATE_KEY])) shownUpdates?.show(name, update)
    const seen = await withMarks(cluster, await observeNow(ports, request, looks))
    const { observed, plan } = await planWithGates({ ...gates, cluster, now }, seen)
    // A verdict to go back is stored before anything is done by it.
    const outcome = isUnrecordedReturn(observed) ? NOTHING_DONE : await perform(ports, observed, plan)
    if (outcome.problems.length > 0) onEffectFailure(observed.spec.pool, outcome.problems)
    const headline = headlineOf(observed, plan, outcome)
    const report = reportRollout(observed, headline, outcome)
    for (const event of rolloutTransitions(observed, outcome, report)) cluster.recordEvent(event)
    const { status, lateMs } = coalesce(observed.rollout.status, report, observed.now)
    return { status, children: [], resyncAfterSeconds: wakeUpIn(observed, plan, outcome, lateMs) }
  }
