import type { BootcRollout, PassedStep, StepProgress } from '../../api/bootc-rollout'
import type { Count } from '../../api/quantity'
import type { RolloutStep } from '../../api/rollout-step'
import { wholeSeconds } from '../../api/whole-seconds'
import { isMarked } from '../../node/observed-node'
import { passedSteps, stepsInForce } from './going-step'
import { unmetInSoak } from './soak-failure'
import { partOf, type StepNode, type StepPart, stepGoal } from './step-part'

/** The step that goes on: no node besides its part starts. */
export interface GoingStep {
  readonly step: RolloutStep
  readonly part: StepPart<StepNode>
  /** Those that run the target and have given their slots back. */
  readonly updated: ReadonlyArray<StepNode>
  /** As the status is to say it. */
  readonly progress: StepProgress
}

/** Where a rollout is with its steps; without any `going` every node may start. */
export interface Steps {
  readonly passed: ReadonlyArray<PassedStep>
  readonly going?: GoingStep
}

export const NO_STEPS: Steps = { passed: [] }

/** Steps that a status remembers as passed, whatever became of them in the settings. */
const MOST_REMEMBERED = 32

const isUpdated = (node: StepNode): boolean => node.is.phase === 'UpToDate' && !isMarked(node)

/** What the status says of this very step. In another attempt its soak begins anew. */
const knownOf = ({ spec, status }: BootcRollout, { id }: RolloutStep, attempt: string): StepProgress | undefined => {
  const known = status?.digest === spec.digest ? status.step : undefined
  if (known?.id !== id) return undefined
  return known.attempt === attempt ? known : { ...known, attempt, reachedAt: undefined, endsAt: undefined }
}

const isApproved = (steps: ReadonlyArray<RolloutStep>, step: RolloutStep, approved: string | undefined): boolean =>
  steps.findIndex(({ id }) => id === approved) >= steps.indexOf(step)

const awaitsOf = (
  rollout: BootcRollout,
  { step, updated }: Pick<GoingStep, 'step' | 'updated'>,
  { reachedAt, endsAt }: Pick<StepProgress, 'reachedAt' | 'endsAt'>,
  now: Date,
): StepProgress['awaits'] | undefined => {
  if (reachedAt === undefined || endsAt === undefined) return 'Nodes'
  if (now.getTime() < Date.parse(endsAt)) return 'Soak'
  if (updated.some(node => unmetInSoak(node).length > 0)) return 'Health'
  const { steps = [] } = rollout.spec.rollout
  const isFree = step.approval === 'Automatic' || isApproved(steps, step, rollout.spec.approvedStep)
  return isFree ? undefined : 'Approval'
}

/** The step as it is now, and whether it is passed. */
const progressOf = (
  rollout: BootcRollout,
  step: RolloutStep,
  nodes: ReadonlyArray<StepNode>,
  { attempt, now }: { readonly attempt: string; readonly now: Date },
): { readonly going: GoingStep; readonly isPassed: boolean } => {
  const known = knownOf(rollout, step, attempt)
  const part = partOf(step, nodes)
  const updated = part.nodes.filter(isUpdated)
  const wanted = stepGoal(step, part.nodes.length)
  // A pool that grows does not begin a soak anew.
  const goal = known?.reachedAt === undefined ? wanted : Math.min(wanted, known.goal)
  const begunAt = known?.begunAt ?? wholeSeconds(now)
  const counts = { id: step.id, attempt, goal: goal as Count, updated: updated.length as Count, begunAt }
  const whole = { step, part, updated }
  if (part.unread.length > 0) {
    // Nothing is decided on labels that are not known.
    const { reachedAt, endsAt, awaits = 'Nodes' } = known ?? {}
    return { going: { ...whole, progress: { ...counts, reachedAt, endsAt, awaits } }, isPassed: false }
  }
  const isReached = part.nodes.length > 0 && updated.length >= goal
  const reachedAt = isReached ? (known?.reachedAt ?? wholeSeconds(now)) : undefined
  const endsAt = reachedAt === undefined ? undefined : wholeSeconds(Date.parse(reachedAt) + step.soakSeconds * 1000)
  const awaits = awaitsOf(rollout, whole, { reachedAt, endsAt }, now)
  const progress = { ...counts, reachedAt, endsAt, awaits: awaits ?? 'Soak' }
  return { going: { ...whole, progress }, isPassed: awaits === undefined }
}

/** The latest ones stay, and those that the pool still has. */
const remembered = (
  passed: ReadonlyArray<PassedStep>,
  steps: ReadonlyArray<RolloutStep>,
): ReadonlyArray<PassedStep> => {
  const ids = new Set(steps.map(({ id }) => id))
  const others = passed.filter(({ id }) => !ids.has(id)).slice(steps.length - MOST_REMEMBERED)
  return passed.filter(entry => ids.has(entry.id) || others.includes(entry))
}

/**
 * Which steps are passed and which one goes on, derived anew each time from settings, status and nodes. What was passed can be
 * derived again from the status before it, so that a status which is lost or read late costs time and skips no step.
 */
export const stepsNow = (
  rollout: BootcRollout,
  nodes: ReadonlyArray<StepNode>,
  at: { readonly attempt: string; readonly now: Date },
): Steps => {
  const before = passedSteps(rollout)
  const steps = stepsInForce(rollout)
  const known = new Set(before.map(({ id }) => id))
  const passed = [...before]
  for (const step of steps) {
    if (known.has(step.id)) continue
    const { going, isPassed } = progressOf(rollout, step, nodes, at)
    if (!isPassed) return { passed: remembered(passed, steps), going }
    passed.push({ id: step.id, at: wholeSeconds(at.now) })
  }
  return { passed: remembered(passed, steps) }
}
