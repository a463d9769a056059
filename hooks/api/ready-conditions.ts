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
