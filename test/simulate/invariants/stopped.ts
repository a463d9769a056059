import type { BootcRolloutSpec, BootcRolloutStatus } from '../../../hooks/api/bootc-rollout'
import type { RolloutSync } from '../journal'
import { newMarks, newOrders, problemByAll } from './marks'
import type { Invariant } from './moment'

/** Why a pool starts nothing, as its hook was told; undefined when it may. */
export const whyStopped = ({ parent, answer }: RolloutSync): string | undefined => {
  const { paused, rollout } = parent.spec as BootcRolloutSpec
  if (paused) return 'is paused'
  if (rollout.strategy === 'StageOnly') return 'is StageOnly'
  const { phase, verdicts = [] } = answer.status as BootcRolloutStatus
  return phase === 'Halted' && verdicts.some(({ action }) => action === 'Halt') ? 'is halted' : undefined
}

/** A pool that is paused, StageOnly or halted, as its hook was told, gives no mark and no order to reboot. */
export const startsNothingWhileStopped: Invariant = moment => {
  for (const { name, slot } of newMarks(moment)) {
    const reason = problemByAll(moment, slot.pool, whyStopped)
    if (reason !== undefined) return `${name} was marked, although pool ${slot.pool} ${reason}`
  }
  for (const { name, order } of newOrders(moment)) {
    const reason = problemByAll(moment, order.pool, whyStopped)
    if (reason !== undefined && !moment.world.journal.tampered.has(name)) {
      return `${name} was ordered to reboot, although pool ${order.pool} ${reason}`
    }
  }
  return undefined
}
