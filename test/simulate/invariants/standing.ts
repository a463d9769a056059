import type { Condition } from '../../../hooks/api/kubernetes'
import type { PoolPhaseName } from '../../../hooks/api/pool-phases'
import { isReason, type Kstatus, POOL_REASONS } from '../../../hooks/api/reasons'
import type { Objects } from '../store'
import type { Invariant } from './moment'

interface Status {
  readonly observedGeneration?: number
  readonly phase?: string
  readonly reason?: string
  readonly conditions?: ReadonlyArray<Condition>
}

const TRUE_ONE: Readonly<Record<Kstatus, string>> = { Current: 'Ready', InProgress: 'Reconciling', Failed: 'Stalled' }

const standingOf = ({ phase, reason, conditions = [] }: Status): string | undefined => {
  if (!isReason(reason)) return `the reason ${reason} is in no table`
  const { phases, kstatus } = POOL_REASONS[reason]
  const inPool = phase === 'Completed' ? 'UpToDate' : phase
  if (!phases.includes(inPool as PoolPhaseName)) return `the reason ${reason} does not go with the phase ${inPool}`
  const isTrue = Object.values(TRUE_ONE).filter(one =>
    conditions.some(({ type, status }) => type === one && status === 'True'),
  )
  const wanted = TRUE_ONE[kstatus]
  return isTrue.join() === wanted ? undefined : `${reason}: ${isTrue.join(' and ') || 'none'} True, and not ${wanted}`
}

/** Of pool, rollout and update alike. */
const formOf = (status: Status): string | undefined => {
  const other = (status.conditions ?? []).find(({ observedGeneration: of }) => of !== status.observedGeneration)
  if (other !== undefined) return `condition ${other.type} is of generation ${other.observedGeneration}`
  const time = /"\d{4}-\d\d-\d\dT[\d:]+\.\d+Z"/.exec(JSON.stringify(status))?.[0]
  return time === undefined ? undefined : `the time ${time} has milliseconds`
}

const checked = new WeakSet<object>()

const firstWrong = (objects: Objects, check: (status: Status) => string | undefined): string | undefined => {
  for (const { metadata, status } of Object.values(objects)) {
    if (status === undefined || checked.has(status) || (status as Status).conditions === undefined) continue
    const wrong = check(status)
    if (wrong !== undefined) return `${metadata.name}: ${wrong}`
    checked.add(status)
  }
  return undefined
}

/**
 * Every status has a reason that goes with its phase, and of Ready, Reconciling and Stalled exactly the one that is True which
 * the table says; every condition is about the generation that the status is about; times are whole seconds.
 */
export const standsByItsReason: Invariant = ({ world: { pools, rollouts, updates } }) =>
  firstWrong(pools.all(), status => standingOf(status) ?? formOf(status)) ??
  firstWrong(rollouts.all(), status => standingOf(status) ?? formOf(status)) ??
  firstWrong(updates.all(), formOf)
