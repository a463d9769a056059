import { shortDigest } from '../../hooks/api/image'
import type { ShownPool } from '../cluster/shown-pool'
import { refused } from '../exit'
import type { PoolEdit } from './edit'

/** The step that goes on, if it is one that has to be approved. */
const wantedStep = ({ metadata: { name }, spec, status }: ShownPool): string => {
  const id = status?.step?.id
  if (id === undefined) return refused(`pool ${name}: no step goes on, so none awaits approval`)
  const step = (spec.rollout.steps ?? []).find(step => step.id === id)
  return step?.approval === 'Manual' ? id : refused(`pool ${name}: step ${id} needs no approval`)
}

/** The step that goes on may be passed once it has soaked, for the present target alone. Given by the user, it must be that one. */
export const approveStep =
  (wanted?: string): PoolEdit =>
  pool => {
    const { name } = pool.metadata
    const id = wantedStep(pool)
    const digest = pool.status?.targetDigest
    if (wanted !== undefined && wanted !== id) {
      return refused(`pool ${name}: ${wanted} is not the step that goes on, that is ${id}`)
    }
    if (digest === undefined) return refused(`pool ${name} has no target yet`)
    const { approvedStep } = pool.spec.rollout
    if (approvedStep?.digest === digest && approvedStep.id === id) {
      return refused(`pool ${name}: step ${id} is approved already`)
    }
    return {
      spec: { rollout: { approvedStep: { digest, id } } },
      said: `step ${id} is approved for ${shortDigest(digest)}; the others start when it has soaked`,
    }
  }
