import type { BootcRolloutStatus } from '../../../hooks/api/bootc-rollout'
import { isReturnFrom } from '../../../hooks/rollout-sync/attempt-key'
import type { Invariant } from './moment'

/**
 * A pool goes back by itself only from a target that one of its nodes was rebooted for by our order, whatever its agents
 * report.
 */
export const goesBackOnlyFromReboots: Invariant = ({ syncs, world }) => {
  for (const { pool, parent, answer } of syncs) {
    const { digest } = parent.spec as { readonly digest: string }
    const { verdicts = [] } = answer.status as BootcRolloutStatus
    const isBack = verdicts.some(({ action, attempt }) => action === 'RollBack' && !isReturnFrom(attempt, digest))
    const isRebooted = world.journal.reboots.some(reboot => reboot.pool === pool && reboot.image.endsWith(digest))
    if (isBack && !isRebooted) return `pool ${pool} goes back from ${digest}, and nobody was rebooted for it`
  }
  return undefined
}
