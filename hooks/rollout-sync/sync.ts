import type { CompositeResponse } from '../api/metacontroller'
import type { RunningImages } from '../ports/running-images'
import { type ActOutcome, act, NOTHING_DONE } from './act/act'
import type { ApprovePorts } from './act/approve'
import { renderRolloutChildren, unchangedChildren } from './answer/children'
import { coalesce } from './answer/coalesce'
import { headlineOf } from './answer/headline'
import { reportRollout } from './answer/status'
import { rolloutTransitions } from './answer/transitions'
import { type Plan, planRollout } from './decide/plan'
import { isUnrecordedReturn } from './decide/unrecorded-return'
import { type Observed, observe } from './observed'
import type { RolloutSyncRequest } from './request'

/** After how many seconds something unfinished is looked at again: no event may tell that it can go on. */
const LOOK_AGAIN_SECONDS = 2
/** The same for what others have taken down, which lasts longer. */
const WATCH_SECONDS = 10
/** How long effects may take in one call, in milliseconds; the rest is left to the next one. */
const EFFECTS_MS = 3000

export interface RolloutSyncPorts extends ApprovePorts {
  readonly now: () => Date
  /** Keeps in mind what nodes run. */
  readonly running?: Pick<RunningImages, 'note'>
  /** Called with effects that failed, which the answer itself only hints at. */
  readonly onEffectFailure: (rollout: string, problems: ReadonlyArray<string>) => void
}

const wakeUpIn = (
  { now }: Observed,
  { nextAt }: Plan,
  { unfinished, isWatching }: ActOutcome,
  lateMs: number,
): number | undefined => {
  const waits = [
    ...(lateMs > 0 ? [Math.ceil(lateMs / 1000)] : []),
    ...(nextAt === undefined ? [] : [Math.max(1, Math.ceil((nextAt - now.getTime()) / 1000))]),
    ...(unfinished ? [LOOK_AGAIN_SECONDS] : []),
    ...(isWatching ? [WATCH_SECONDS] : []),
  ]
  return waits.length === 0 ? undefined : Math.min(...waits)
}

/** When each node may stage, drain, reboot, go back: observe, decide, record, act, render. */
export const syncRollout =
  ({ cluster, operatorPod, now, running, onEffectFailure }: RolloutSyncPorts) =>
  async (request: RolloutSyncRequest): Promise<CompositeResponse> => {
    const observed = observe(request, now())
    for (const { member, status } of observed.nodes) running?.note(member.nodeUID, status?.booted)
    const plan = planRollout(observed)
    const deadline = observed.now.getTime() + EFFECTS_MS
    const onlyRecords = isUnrecordedReturn(observed)
    const outcome = onlyRecords
      ? NOTHING_DONE
      : await act({ cluster, operatorPod }, observed, plan, () => now().getTime() < deadline)
    if (outcome.problems.length > 0) onEffectFailure(observed.spec.pool, outcome.problems)
    const headline = headlineOf(observed, plan, outcome)
    const report = reportRollout(observed, headline, outcome)
    for (const event of rolloutTransitions(observed, outcome, report)) cluster.recordEvent(event)
    const { status, lateMs } = coalesce(observed.rollout.status, report, observed.now)
    const again = wakeUpIn(observed, plan, outcome, lateMs)
    return {
      status,
      children: onlyRecords
        ? unchangedChildren(observed)
        : renderRolloutChildren(observed, plan, outcome.approved, outcome.keptOrphans),
      resyncAfterSeconds: again,
    }
  }
