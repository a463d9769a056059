import { firstFew } from '../../hooks/api/first-few'
import { stepsInForce } from '../../hooks/rollout-sync/decide/going-step'
import { partOf, stepGoal } from '../../hooks/rollout-sync/decide/step-part'
import type { Observed, PhasedNode } from '../../hooks/rollout-sync/observed'
import { shownTime } from '../text/age'

/** A step of a rollout: `goal` of its `nodes` must run the image before others start, and `updated` do. */
export interface PlannedStep {
  readonly id: string
  readonly state: 'Passed' | 'Going' | 'Later'
  readonly goal: number
  readonly updated: number
  readonly nodes: ReadonlyArray<string>
  readonly soakSeconds: number
  readonly approval: 'Automatic' | 'Manual'
  /** The end of a soak that has begun. */
  readonly endsAt?: string
}

const isUpdated = ({ is }: PhasedNode): boolean => is.phase === 'UpToDate'

/** Undefined for a pool without steps, and where they hold nothing up, such as after a rollout. */
export const plannedSteps = ({
  rollout,
  steps,
  nodes,
  direction,
}: Observed): ReadonlyArray<PlannedStep> | undefined => {
  const inForce = direction === 'previous' ? [] : stepsInForce(rollout)
  if (inForce.length === 0) return undefined
  const passed = new Set(steps.passed.map(({ id }) => id))
  return inForce.map(step => {
    const { id, soakSeconds, approval } = step
    const part = partOf(step, nodes).nodes
    const isGoing = steps.going?.step.id === id
    return {
      id,
      state: passed.has(id) ? 'Passed' : isGoing ? 'Going' : 'Later',
      goal: isGoing ? (steps.going?.progress.goal ?? 0) : stepGoal(step, part.length),
      updated: part.filter(isUpdated).length,
      nodes: part.map(({ name }) => name),
      soakSeconds,
      approval,
      endsAt: isGoing ? steps.going?.progress.endsAt : undefined,
    }
  })
}

/** Names of nodes on a line. */
const MOST_NAMES = 5

const proofText = ({ state, soakSeconds, approval, endsAt }: PlannedStep): string => {
  if (state === 'Passed') return ', passed'
  const soak = endsAt === undefined ? `soaks ${soakSeconds} s` : `soaks until ${shownTime(endsAt)}`
  const parts = [
    ...(soakSeconds === 0 && endsAt === undefined ? [] : [soak]),
    ...(approval === 'Manual' ? ['then approval'] : []),
  ]
  return parts.map(part => `, ${part}`).join('')
}

/** One line for each, and one for all other nodes. */
export const stepLines = (steps: ReadonlyArray<PlannedStep>): ReadonlyArray<string> => [
  ...steps.map((step, at) => {
    const { id, goal, updated, nodes } = step
    const names = nodes.length === 0 ? 'no node matches' : firstFew(nodes, MOST_NAMES)
    return `${at + 1}. ${id}: ${names} (${updated} of ${goal} run it)${proofText(step)}`
  }),
  'then all others',
]
