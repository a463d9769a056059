import { isImage } from '../../hooks/api/bootc-node-update'
import type { NodePhaseName } from '../../hooks/node/phases'
import { rolloutGates } from '../../hooks/rollout-sync/decide/gates'
import { isUrgent } from '../../hooks/rollout-sync/decide/is-urgent'
import { lastingObstacleOf, wordsFor } from '../../hooks/rollout-sync/decide/obstacle'
import { onTarget } from '../../hooks/rollout-sync/decide/on-target'
import type { PhasedNode } from '../../hooks/rollout-sync/observed'
import type { Course } from '../course'
import { HAS_TARGET } from '../has-target'
import { type RolledBack, rolledBackOf } from '../rolled-back'
import { gateTodo } from '../why/gate-todo'
import { type PlannedLimit, plannedLimits } from './domains'
import { batchesOf, takenPlaces } from './order'
import { type PlannedGate, plannedGates } from './planned-gates'
import { type PlannedStep, plannedSteps } from './steps'
import { presentImage } from './what-if'

/** What the operator would do, if nothing changed. */
export interface PoolPlan {
  readonly pool: string
  readonly image: string
  /** The image is another than the pool's. */
  readonly wish: boolean
  /** Present when windows, steps and gates do not hold the image up. */
  readonly urgent?: true
  /** Every gate that is closed, in the order in which the operator asks them. */
  readonly closed: ReadonlyArray<{ readonly reason: string; readonly message: string; readonly todo?: string }>
  readonly slots: { readonly maxUnavailable: number; readonly taken: ReadonlyArray<string> }
  /** Absent without rollout.topologyLimits. */
  readonly limits?: ReadonlyArray<PlannedLimit>
  /** Absent without rollout.steps, and where they hold nothing up. */
  readonly steps?: ReadonlyArray<PlannedStep>
  /** Absent where no gate is asked. */
  readonly gates?: ReadonlyArray<PlannedGate>
  /** `nodes` would download the image; `without` have not got it, and will not by themselves; `having` nodes have it. */
  readonly stages: {
    readonly atOnce: number
    readonly nodes: ReadonlyArray<string>
    readonly without: ReadonlyArray<string>
    readonly having: number
  }
  readonly batches: ReadonlyArray<ReadonlyArray<string>>
  /** Nodes that would not be updated as things are. */
  readonly skipped: ReadonlyArray<{ readonly node: string; readonly reason: string; readonly message: string }>
  /** Nodes that run the image. */
  readonly updated: ReadonlyArray<string>
  /** Present while the image is given up: the order is that of the way back. */
  readonly rolledBack?: RolledBack
}

const NEEDS_IMAGE: ReadonlyArray<NodePhaseName> = ['Pending', 'Staging']

/** A node may have it in a phase that is about something else: contested, or failed after its reboot. */
const hasImage = ({ is, status, target }: PhasedNode): boolean =>
  HAS_TARGET[is.phase] || [status?.staged, status?.booted].some(image => isImage(image, target.digest))

/** `isWish`: for another image than the pool's, which nothing downloads yet. */
export const planOf = (course: Course, isWish = false): PoolPlan => {
  const { observed, plan } = course
  const { rollout, spec, nodes, maxUnavailable } = observed
  const needsImage = nodes.filter(({ is }) => NEEDS_IMAGE.includes(is.phase))
  // That nodes have not downloaded what nobody asked them for is no obstacle.
  const closed = rolloutGates
    .flatMap(gate => gate(observed) ?? [])
    .filter(({ reason }) => !isWish || reason !== 'Staging')
  return {
    pool: spec.pool,
    image: presentImage(rollout),
    closed: closed.map(({ reason, message }) => ({ reason, message, todo: gateTodo(reason, spec.pool) })),
    wish: isWish,
    urgent: (!isWish && isUrgent(observed)) || undefined,
    slots: { maxUnavailable, taken: takenPlaces(observed).map(({ name }) => name) },
    limits: plannedLimits(observed),
    steps: plannedSteps(observed),
    gates: plannedGates(observed),
    stages: {
      atOnce: spec.rollout.maxStaging,
      nodes: needsImage.map(({ name }) => name),
      without: nodes.filter(node => !hasImage(node) && !NEEDS_IMAGE.includes(node.is.phase)).map(({ name }) => name),
      having: nodes.filter(hasImage).length,
    },
    batches: batchesOf(course).map(batch => batch.map(({ name }) => name)),
    skipped: nodes.flatMap(node => {
      const obstacle = lastingObstacleOf(node, observed, plan)
      return obstacle === undefined ? [] : [{ node: node.name, reason: obstacle.reason, message: wordsFor(obstacle) }]
    }),
    updated: onTarget(observed).map(({ name }) => name),
    rolledBack: rolledBackOf(observed),
  }
}
