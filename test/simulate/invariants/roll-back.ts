import type { BootcNodeUpdateSpec } from '../../../hooks/api/bootc-node-update'
import type { BootcRolloutSpec, BootcRolloutStatus } from '../../../hooks/api/bootc-rollout'
import { attemptKey, isReturnFrom } from '../../../hooks/node/attempt-key'
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

/**
 * Nobody is ordered back by a verdict that is not stored: the orders replace what proves it, so nobody could tell later why
 * they were given.
 */
export const storesTheVerdictFirst: Invariant = ({ syncs, updates: { before, after } }) => {
  for (const { pool, parent } of syncs) {
    const spec = parent.spec as BootcRolloutSpec
    const { verdicts = [] } = (parent.status ?? {}) as Pick<BootcRolloutStatus, 'verdicts'>
    const there = attemptKey(spec, 'target')
    const isStored = verdicts.some(({ action, attempt }) => action === 'RollBack' && attempt === there)
    if (spec.cancelled || isStored || before === after) continue
    const ordered = Object.entries(after).find(([name, update]) => {
      const { order } = update.spec as BootcNodeUpdateSpec
      if (order?.pool !== pool || !isReturnFrom(order.attempt, spec.digest)) return false
      return (before[name]?.spec as BootcNodeUpdateSpec | undefined)?.order?.attempt !== order.attempt
    })
    if (ordered !== undefined) return `${ordered[0]} of pool ${pool} is ordered back by no verdict that its rollout has`
  }
  return undefined
}
