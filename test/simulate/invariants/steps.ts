import { isReturnAttempt } from '../../../hooks/api/attempt'
import type { BootcNodeUpdate } from '../../../hooks/api/bootc-node-update'
import type { BootcRolloutSpec, BootcRolloutStatus } from '../../../hooks/api/bootc-rollout'
import { selectorMatches } from '../../../hooks/api/label-selector'
import type { RolloutStep } from '../../../hooks/api/rollout-step'
import { digestOf } from '../host'
import type { RolloutSync } from '../journal'
import { isGivenUp } from './armed'
import { isRepair, marksIn, newMarks, problemByAll } from './marks'
import type { Invariant } from './moment'

const specOf = ({ parent }: RolloutSync): BootcRolloutSpec => parent.spec as BootcRolloutSpec
const answerOf = ({ answer }: RolloutSync): BootcRolloutStatus => answer.status as BootcRolloutStatus

/** What the hook was sent as the status of this very digest. */
const beforeOf = (sync: RolloutSync): BootcRolloutStatus => {
  const status = (sync.parent.status ?? {}) as BootcRolloutStatus
  return status.digest === specOf(sync).digest ? status : {}
}

/** The first step that the digest has not passed, by the settings that the hook was sent; the rest is undefined. */
const firstUnpassed = (sync: RolloutSync): RolloutStep | undefined => {
  const { rollout, urgent } = specOf(sync)
  const isOver = urgent === true || rollout.strategy === 'StageOnly' || beforeOf(sync).completedAt !== undefined
  if (isOver || isGivenUp(specOf(sync), answerOf(sync))) return undefined
  const passed = new Set((answerOf(sync).passedSteps ?? []).map(({ id }) => id))
  return (rollout.steps ?? []).find(({ id }) => !passed.has(id))
}

/** As long as a step is not passed it is the one that the status says goes on. */
export const namesTheStepThatGoesOn: Invariant = ({ syncs }) => {
  for (const sync of syncs) {
    const [wanted, said] = [firstUnpassed(sync)?.id, answerOf(sync).step?.id]
    if (wanted !== said) return `pool ${sync.pool}: step ${wanted} goes on, and the status says ${said}`
  }
  return undefined
}

/** A node that the hook is shown as another pool's too proves nothing. */
const partOf = ({ updates }: RolloutSync, { nodeSelector }: RolloutStep): ReadonlyArray<BootcNodeUpdate> =>
  (Object.values(updates) as unknown as ReadonlyArray<BootcNodeUpdate>).filter(({ spec: { node } }) => {
    if (node.contenders.length > 1) return false
    const labels = Object.fromEntries((node.labels ?? []).map(({ key, value }) => [key, value ?? '']))
    return nodeSelector === undefined || selectorMatches(nodeSelector, labels)
  })

const runs = ({ status }: BootcNodeUpdate, digest: string): boolean => digestOf(status?.booted?.image ?? '') === digest

/** A step is passed by nodes that run the digest, not before its soak is over, and when it is Manual not without its approval. */
export const passesNoStepTooEarly: Invariant = ({ syncs, world }) => {
  for (const sync of syncs) {
    const { rollout, digest, approvedStep } = specOf(sync)
    const before = beforeOf(sync)
    const known = new Set((before.passedSteps ?? []).map(({ id }) => id))
    for (const { id, at } of (answerOf(sync).passedSteps ?? []).filter(step => !known.has(step.id))) {
      const place = (rollout.steps ?? []).findIndex(step => step.id === id)
      const step = rollout.steps?.[place]
      if (step === undefined) return `pool ${sync.pool} passed step ${id}, which it does not have`
      const reachedAt = before.step?.id === id ? before.step.reachedAt : undefined
      const soaked = Date.parse(at) - Date.parse(reachedAt ?? at)
      if (soaked < 1000 * step.soakSeconds) return `step ${id} soaked ${soaked} ms of ${step.soakSeconds} s`
      const approved = (rollout.steps ?? []).findIndex(other => other.id === approvedStep)
      const pool = world.pools.get(sync.pool)?.spec as
        | { readonly rollout: { readonly approvedStep?: { readonly digest: string } } }
        | undefined
      const isOther = pool?.rollout.approvedStep !== undefined && pool.rollout.approvedStep.digest !== digest
      if (step.approval === 'Manual' && (approved < place || (sync.isFresh && isOther))) {
        return `step ${id} was passed without an approval for its digest`
      }
      if (!partOf(sync, step).some(update => runs(update, digest)))
        return `step ${id} was passed, and none of its nodes runs it`
    }
  }
  return undefined
}

/** Only nodes of the step that goes on get a slot for the target, and no more of them than it wants; repairs and returns do. */
export const startsNobodyBesideItsStep: Invariant = moment => {
  for (const mark of newMarks(moment)) {
    const { name, slot } = mark
    if (isRepair(moment, mark) || isReturnAttempt(slot.attempt)) continue
    const problem = problemByAll(moment, slot.pool, sync => problemOf(moment, sync, name))
    if (problem !== undefined) return problem
  }
  return undefined
}

const problemOf = ({ nodes }: Parameters<Invariant>[0], sync: RolloutSync, name: string): string | undefined => {
  const { step: going, failed = [] } = answerOf(sync)
  const step = specOf(sync).rollout.steps?.find(({ id }) => id === going?.id)
  if (going === undefined || step === undefined) return undefined
  const part = partOf(sync, step)
  const names = new Set(part.map(({ metadata }) => metadata.name))
  if (!names.has(name)) return `${name} was marked, and is not of step ${step.id}, which goes on`
  const isFailed = (node: string): boolean => failed.some(failure => failure.node === node)
  const marked = marksIn(nodes.after).filter(({ name: node, slot }) => {
    return slot.pool === sync.pool && slot.bestEffort !== true && names.has(node) && !isFailed(node)
  })
  const isMarked = new Set(marked.map(mark => mark.name))
  const done = part.filter(update => runs(update, specOf(sync).digest) && !isMarked.has(update.metadata.name))
  const counted = done.filter(({ metadata }) => !isFailed(metadata.name)).length
  return marked.length + counted > going.goal
    ? `${name} was marked, and step ${step.id} wants ${going.goal} nodes: ${counted} run the target, ${marked.length} are marked`
    : undefined
}
