import { entryName } from '../../hooks/api/image-name'
import { windowStateAt } from '../../hooks/api/maintenance-window'
import type { ShownPhaseName } from '../../hooks/node/phases'
import { onTarget } from '../../hooks/rollout-sync/decide/on-target'
import { shownPhase } from '../../hooks/rollout-sync/decide/shown-phase'
import type { Observed, PhasedNode } from '../../hooks/rollout-sync/observed'
import type { ShownPool } from '../cluster/shown-pool'
import type { Course, PoolCourse } from '../course'
import { DRAWN_NODE_PHASES } from '../phases'
import { plannedSteps } from '../plan/steps'
import { type RolledBack, rolledBackOf } from '../rolled-back'
import { shownTime } from '../text/age'
import { imageNamesOf } from '../versions'
import type { Explanation } from '../why/explanation'
import { explanationOf } from '../why/explanation-of'
import { type Estimate, estimateOf } from './estimate'

/** One line of the tree. `done` is how far the node is, from 0 to 1. */
export interface NodeStatus extends Explanation {
  readonly node: string
  readonly phase: ShownPhaseName
  /** Towards what it ran before, where its target was given up. */
  readonly done: number
  readonly booted?: string
  /** The booted image by its version, as far as that is known. */
  readonly runs?: string
  readonly cordoned: boolean
  readonly ready: boolean
}

/** What `status` says of a pool. */
export interface PoolStatus {
  readonly pool: string
  readonly phase: string
  readonly message: string
  readonly target?: string
  /** With its version, where a host has reported one. */
  readonly targetName?: string
  readonly available?: string
  /** Nodes that run the target; none does once all went back. */
  readonly updated: number
  readonly total: number
  /** Present while the target is given up. */
  readonly rolledBack?: RolledBack
  /** The step that goes on, in a sentence. */
  readonly step?: string
  readonly startedAt?: string
  readonly nextWindow?: string
  /** Of the window that opens next, or else of the first; UTC without windows. */
  readonly timeZone: string
  readonly estimate?: Estimate
  readonly nodes: ReadonlyArray<NodeStatus>
}

/** The share of the way that lies behind a node, from 0 to 1. */
export const doneOf = ({ is }: PhasedNode): number =>
  is.phase === 'Staging' ? ((is.percent ?? 0) / 100) * DRAWN_NODE_PHASES.Staged.done : DRAWN_NODE_PHASES[is.phase].done

const nodeStatus = (node: PhasedNode, course: Course): NodeStatus => ({
  node: node.name,
  phase: shownPhase(node, course.observed),
  done: doneOf(node),
  booted: node.status?.booted?.image,
  runs: node.status?.booted && entryName(node.status.booted),
  cordoned: node.member.unschedulable,
  ready: node.member.ready,
  ...explanationOf(node, course),
})

/** Until the operator has seen the latest edit, what it says is about an older one. */
const messageOf = ({ pool: { metadata, status } }: PoolCourse): string => {
  if (status?.message === undefined) return 'the operator has not looked at this pool yet: kubectl bootc doctor'
  const isOld = (status.observedGeneration ?? 0) < (metadata.generation ?? 0)
  return isOld ? `the operator has not seen the latest edit yet; before it: ${status.message}` : status.message
}

/** Of the window that opens next, so that its time is as it stands in the pool. */
const zoneOf = ({ spec, status }: ShownPool, now: Date | undefined): string => {
  const windows = spec.rollout.maintenanceWindows ?? []
  const opensAt = status?.nextWindow === undefined ? undefined : Date.parse(status.nextWindow)
  const next = windows.find(window => {
    const state = now && windowStateAt([window], now)
    return state?.open === false && state.opensAt?.getTime() === opensAt
  })
  return (next ?? windows[0])?.timeZone ?? 'UTC'
}

/** `step canary (1 of 2): 1 of 1 nodes, soaks until 11:00:00Z`. */
const goingText = (observed: Observed): string | undefined => {
  const steps = plannedSteps(observed) ?? []
  const at = steps.findIndex(({ state }) => state === 'Going')
  const step = steps[at]
  if (step === undefined) return undefined
  const { awaits } = observed.steps.going?.progress ?? {}
  const soak =
    step.endsAt === undefined ? '' : `, ${awaits === 'Soak' ? 'soaks until' : 'soaked until'} ${shownTime(step.endsAt)}`
  const approval = awaits === 'Approval' ? ', awaits its approval' : ''
  return `step ${step.id} (${at + 1} of ${steps.length}): ${step.updated} of ${step.goal} nodes${soak}${approval}`
}

/** A pool without its nodes. */
export const poolHead = (of: PoolCourse): Omit<PoolStatus, 'nodes'> => {
  const { pool, course } = of
  const { status } = pool
  const observed = course?.observed
  const startedAt = observed?.rollout.status?.startedAt
  const target = status?.targetDigest ?? observed?.spec.digest
  const nameOf = imageNamesOf(observed)
  const estimate = course && estimateOf(course)
  return {
    pool: pool.metadata.name,
    phase: status?.phase ?? 'Pending',
    message: messageOf(of),
    target,
    targetName: target && nameOf(target),
    available: status?.availableDigest,
    updated: observed === undefined ? 0 : onTarget(observed).length,
    total: observed?.nodes.length ?? status?.nodeCount ?? 0,
    rolledBack: observed && rolledBackOf(observed, nameOf),
    step: observed && goingText(observed),
    startedAt,
    nextWindow: status?.nextWindow,
    estimate,
    timeZone: zoneOf(of.pool, observed?.now),
  }
}

export const poolStatus = (of: PoolCourse): PoolStatus => {
  const { course } = of
  return {
    ...poolHead(of),
    nodes: course === undefined ? [] : course.observed.nodes.map(node => nodeStatus(node, course)),
  }
}

export const targetText = ({ targetName, rolledBack }: Pick<PoolStatus, 'targetName' | 'rolledBack'>): string =>
  targetName === undefined ? 'none yet' : `${targetName}${rolledBack === undefined ? '' : ', given up'}`
