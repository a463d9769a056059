import type { BootcNodePool, BootcNodePoolStatus } from '../api/bootc-node-pool'
import type { BootcRollout, BootcRolloutSpec, BootcRolloutStatus } from '../api/bootc-rollout'
import { cut, MOST } from '../api/clean-text'
import { type NewCondition, setConditions } from '../api/conditions'
import { shortDigest } from '../api/image'
import { shownVersion } from '../api/image-name'
import { isSame } from '../api/is-same'
import type { Condition } from '../api/kubernetes'
import { ownLabelIn } from '../api/own-labels'
import { isPaused } from '../api/pool-pause'
import type { PoolPhaseName } from '../api/pool-phases'
import { pausedCondition, progressingCondition, readyConditions } from '../api/ready-conditions'
import { isReason, type Reason } from '../api/reasons'
import type { Doubt } from './ask-again'
import { rolloutSpec } from './children'
import { availableNote, imageConditions, imageStatus, isResolved, problemNote } from './image-report'
import { reportOn } from './report-on'
import { stepNotes } from './step-notes'
import type { Decision } from './target'

export interface PoolView {
  readonly pool: BootcNodePool
  readonly decision: Decision
  readonly rollout: BootcRollout | undefined
  /** What `currentReport` answers. */
  readonly report: BootcRolloutStatus | undefined
  /** Why it is not certain that the target exists. */
  readonly doubt?: Doubt | undefined
  /** How many Nodes its selector matches, while its rollout has counted none. */
  readonly matching?: number | undefined
  /** Conditions about other things than the rollout. */
  readonly besides: ReadonlyArray<NewCondition>
  /** What is to be said of children that an earlier pool of this name left behind. */
  readonly leftovers?: string | undefined
  readonly now: Date
}

/** In all that its pool asks. The other two fields are for people: a report is none the older for what the registry says late. */
const isAsAsked = ({ spec }: BootcRollout, asked: BootcRolloutSpec): boolean => {
  const { version: _version, imageNotFound: _imageNotFound, ...has } = spec
  return isSame(asked, has)
}

/** The rollout's report, if it is about the present target and settings: an older one would be a lie. */
export const currentReport = ({
  pool,
  decision: { target },
  rollout,
}: Pick<PoolView, 'pool' | 'decision' | 'rollout'>): BootcRolloutStatus | undefined => {
  if (target === undefined || rollout === undefined || !isAsAsked(rollout, rolloutSpec(pool, target))) return undefined
  return reportOn(rollout, target)
}

interface Headline {
  readonly phase: PoolPhaseName
  readonly reason: Reason
  readonly message: string
}

/** What the rollout is at. One of an earlier reference goes on while the present one cannot be resolved. */
const progressOf = ({ pool, decision, report, matching = 0 }: PoolView): Headline => {
  if (!isResolved(pool, decision)) {
    const message = report?.message ?? ''
    if (decision.problem === undefined) return { phase: 'Resolving', reason: 'Resolving', message }
    const { nextAt } = decision.problem
    return { phase: 'Unresolved', reason: nextAt === undefined ? 'InvalidReference' : 'LookupFailed', message }
  }
  // One of an earlier version of the operator has no reason yet.
  if (report?.phase === undefined || !isReason(report.reason)) {
    return { phase: 'Pending', reason: 'Pending', message: 'waiting for the first report of the rollout' }
  }
  if (report.reason === 'NoNodes' && matching > 0) {
    const message = `${matching} ${matching === 1 ? 'Node matches' : 'Nodes match'}, and none has joined yet`
    return { phase: report.phase as PoolPhaseName, reason: 'NodesJoining', message }
  }
  const phase = report.phase === 'Completed' ? 'UpToDate' : report.phase
  return { phase, reason: report.reason, message: report.message ?? '' }
}

/** What the CRD refuses today, in a pool that is older. */
const selectorNote = ({ spec }: BootcNodePool): string => {
  const label = ownLabelIn(spec.nodeSelector)
  return label === undefined
    ? ''
    : `nodeSelector selects no node, since it names ${label}, which the operator itself sets: select by another label`
}

const headline = (view: PoolView): Headline => {
  const { pool, decision } = view
  const { phase, reason, message } = progressOf(view)
  const problem = problemNote(pool, decision) ?? ''
  const parts = [
    ...(isResolved(pool, decision) ? [message, problem] : [problem, message]),
    decision.available === undefined ? '' : availableNote(pool, decision.available),
    ...decision.notes,
    ...stepNotes(pool, decision.target?.digest, view.report),
    selectorNote(pool),
    view.leftovers ?? '',
    ...view.besides
      .filter(({ status }) => status === 'False')
      .map(({ type, reason }) => `see condition ${type} (${reason})`),
  ]
  return { phase, reason, message: parts.filter(part => part !== '').join('; ') }
}

const truth = (value: boolean): 'True' | 'False' => (value ? 'True' : 'False')

const conditionsOf = (view: PoolView, { phase, reason, message }: Headline): NewCondition[] => {
  const { report } = view
  const degraded = report?.conditions?.find(({ type }) => type === 'Degraded')
  return [
    ...readyConditions(reason, message),
    { type: 'UpToDate', status: truth(phase === 'UpToDate'), reason, message },
    progressingCondition([phase, report?.phase], reason, message),
    pausedCondition(isPaused(view.pool), reason, message),
    {
      type: 'Degraded',
      status: degraded?.status ?? 'False',
      reason: degraded?.reason ?? 'AsExpected',
      message: degraded?.message ?? '',
    },
    ...imageConditions(view.pool, view.decision, view.doubt),
    ...view.besides,
  ]
}

/** What the registry said, else the hosts; an image's version never changes, so what was known stays. */
const targetVersionOf = ({ pool: { status }, decision: { target }, report }: PoolView): string | undefined => {
  if (target === undefined) return undefined
  const before = status?.targetDigest === target.digest ? status.targetVersion : undefined
  return shownVersion(target.version) ?? report?.targetVersion ?? before
}

/** What others look at of the step that goes on, so that they read one object. */
const stepOf = (report: BootcRolloutStatus | undefined): BootcNodePoolStatus['step'] => {
  if (report?.step === undefined) return undefined
  const { id, awaits, endsAt } = report.step
  return { id, awaits, endsAt }
}

/** The status of the pool; the named fields are what events tell of it. */
export interface PoolReport {
  readonly phase: string
  readonly message: string
  readonly targetDigest?: string
  readonly availableDigest?: string
  readonly step?: BootcNodePoolStatus['step']
  readonly conditions: ReadonlyArray<Condition>
}

export const reportPool = (view: PoolView): PoolReport => {
  const { pool, decision, rollout, report, now } = view
  const said = headline(view)
  const { phase, reason, message } = said
  const { generation = 0 } = pool.metadata
  const target = decision.target?.digest
  const available = decision.available?.named.digest
  const deployed = rollout?.status?.deployedDigest ?? pool.status?.deployedDigest
  // What another pool owns is not of this one.
  const matching = reason === 'Contested' ? undefined : (view.matching ?? pool.status?.nodeCount)
  const nodes = report?.nodeCount || matching || 0
  const status = {
    observedGeneration: generation,
    phase,
    reason,
    message: cut(message, MOST.sentence),
    targetDigest: target,
    targetShort: target && shortDigest(target),
    targetVersion: targetVersionOf(view),
    deployedDigest: deployed,
    availableDigest: available,
    availableShort: available && shortDigest(available),
    updateAvailable: available !== undefined,
    image: imageStatus(pool, decision),
    nodeCount: nodes,
    updatedCount: report?.updatedCount ?? 0,
    updatingCount: report?.updatingCount ?? 0,
    failedCount: report?.failedCount ?? 0,
    updated: `${report?.updatedCount ?? 0}/${nodes}`,
    nextWindow: report?.nextWindow,
    step: stepOf(report),
    conditions: setConditions({ previous: pool.status?.conditions, generation, now }, conditionsOf(view, said)),
  }
  return status
}
