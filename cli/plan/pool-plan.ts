import { rolloutGates } from '../../hooks/rollout-sync/decide/gates'
import type { Course } from '../course'
import { gateTodo } from '../why/not-starting'
import { batchesOf, passedOver, takenPlaces } from './order'
import { presentImage } from './what-if'

/** What the operator would do, if nothing changed. */
export interface PoolPlan {
  readonly pool: string
  readonly image: string
  /** Every gate that is closed, in the order in which the operator asks them. */
  readonly closed: ReadonlyArray<{ readonly reason: string; readonly message: string; readonly todo?: string }>
  readonly slots: { readonly maxUnavailable: number; readonly taken: ReadonlyArray<string> }
  /** Nodes that do not have the image yet. */
  readonly stages: { readonly atOnce: number; readonly nodes: ReadonlyArray<string> }
  readonly batches: ReadonlyArray<ReadonlyArray<string>>
  readonly passedOver: ReadonlyArray<{ readonly node: string; readonly because: string }>
  readonly updated: ReadonlyArray<string>
}

export const planOf = ({ observed }: Course): PoolPlan => {
  const { rollout, spec, nodes, maxUnavailable } = observed
  const needsImage = nodes.filter(({ is }) => ['Pending', 'Staging'].includes(is.phase))
  const closed = rolloutGates.flatMap(gate => gate(observed) ?? [])
  return {
    pool: spec.pool,
    image: presentImage(rollout),
    closed: closed.map(({ reason, message }) => {
      const todo = gateTodo(reason, spec.pool)
      return { reason, message, ...(todo && { todo }) }
    }),
    slots: { maxUnavailable, taken: takenPlaces(observed).map(({ name }) => name) },
    stages: { atOnce: spec.rollout.maxStaging, nodes: needsImage.map(({ name }) => name) },
    batches: batchesOf(observed).map(batch => batch.map(({ name }) => name)),
    passedOver: nodes.flatMap(node => {
      const because = passedOver(node)
      return because === undefined || node.is.phase === 'UpToDate' ? [] : [{ node: node.name, because }]
    }),
    updated: nodes.filter(({ is }) => is.phase === 'UpToDate').map(({ name }) => name),
  }
}
