import type { NewCondition } from './conditions'
import { type Kstatus, POOL_REASONS, type Reason } from './reasons'

/** The conditions Ready, Reconciling and Stalled, which kstatus goes by: at most one of them is True. */
export const conditionsFor = (kstatus: Kstatus, reason: string, message: string): ReadonlyArray<NewCondition> => {
  const is = (type: string, value: boolean, said: string): NewCondition => ({
    type,
    status: value ? 'True' : 'False',
    reason,
    message: said,
  })
  const [isReconciling, isStalled] = [kstatus === 'InProgress', kstatus === 'Failed']
  return [
    is('Ready', kstatus === 'Current', message),
    is('Reconciling', isReconciling, isReconciling ? message : ''),
    is('Stalled', isStalled, isStalled ? message : ''),
  ]
}

/** Those of a pool or a rollout, whose reason says which of them is True. */
export const readyConditions = (reason: Reason, message: string): ReadonlyArray<NewCondition> =>
  conditionsFor(POOL_REASONS[reason].kstatus, reason, message)

/** Phases of a pool or a rollout in which nodes change or are about to. */
const MOVING: ReadonlySet<string> = new Set(['Pending', 'Staging', 'Progressing', 'Soaking', 'RollingBack'])

/** `phases`: those that it is in at once, as a pool that goes on while its new reference cannot be looked up. */
export const progressingCondition = (
  phases: ReadonlyArray<string | undefined>,
  reason: Reason,
  message: string,
): NewCondition => {
  const isMoving = phases.some(phase => phase !== undefined && MOVING.has(phase))
  const progresses = isMoving && POOL_REASONS[reason].kstatus === 'InProgress'
  return { type: 'Progressing', status: progresses ? 'True' : 'False', reason, message }
}

/** What is not paused has nothing to say about it. */
export const pausedCondition = (isPaused: boolean, reason: Reason, message: string): NewCondition =>
  isPaused
    ? { type: 'Paused', status: 'True', reason, message }
    : { type: 'Paused', status: 'False', reason: 'NotPaused', message: '' }
