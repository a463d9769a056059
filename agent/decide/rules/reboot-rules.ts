import type { Memory } from '../../memory'
import type { Action, KnownHost, Workable } from '../../observe/situation'
import { ordersReboot, readyOf } from '../../order'
import { canLock, type Rule } from './rule'

type Withdrawal = Extract<Action, { readonly do: 'withdraw-reboot' }>

/** Takes back what a reboot had prepared on the host. */
export const withdrawal = (host: KnownHost, { intent }: Memory, lock: boolean): Withdrawal => {
  const { status, signs } = host
  const { staged, rollbackQueued, unifiedKernel } = status
  // A locked image with a soft reboot prepared would be rebooted into all the same (recorded step 125).
  if (staged !== undefined && signs.nextRoot) return { do: 'withdraw-reboot', undo: 'unstage' }
  if (intent?.how === 'rollback') {
    const undo = rollbackQueued && !unifiedKernel && staged === undefined ? 'toggle-rollback' : 'nothing'
    return { do: 'withdraw-reboot', undo }
  }
  const unlocked = staged !== undefined && !staged.locked
  return { do: 'withdraw-reboot', undo: unlocked && lock && canLock(host) ? 'lock' : 'nothing' }
}

const stillOrdered = ({ memory: { intent, attempt }, order, host }: Workable): boolean =>
  intent !== undefined &&
  !(attempt?.key === intent.attempt && attempt.outcome === 'Failed') &&
  ordersReboot(order, host.boot.id, intent) &&
  intent.digest === order.digest &&
  readyOf(host.status, order.digest) === intent.how

/** A reboot was prepared in this boot, and is not ordered any more. */
export const withdrawnReboot: Rule = situation => {
  const { memory, order, host } = situation
  if (memory.intent === undefined || stillOrdered(situation)) return undefined
  return withdrawal(host, memory, order.spec.lock)
}

/**
 * A soft reboot that was not ordered is prepared, or its mount is left: the next reboot of the host goes there, be it into a
 * deleted tree. The mount decides, since ostree forgets it before the mount is gone (recorded steps 131 and 132).
 */
export const preparedSoftReboot: Rule = situation => {
  const { host, memory } = situation
  if (!host.signs.nextRoot) return undefined
  const isOurs = memory.intent?.soft === 'asked' && stillOrdered(situation) && host.signs.softRebootTarget
  if (isOurs) return undefined
  return host.status.staged === undefined ? { do: 'reset-soft-reboot' } : { do: 'unstage' }
}

/** Soft where the policy lets it, the host can, and it was not tried for this order already. */
const isSoftPossible = ({ host, memory, order }: Workable, how: 'staged' | 'rollback'): boolean => {
  const { status, abilities } = host
  const entry = how === 'staged' ? status.staged : status.rollback
  // bootc prepares no entry that is there already on composefs, nor one that is queued already.
  const isPreparable = !status.composefs && (how === 'staged' || !status.rollbackQueued || isPrepared(host, memory))
  return (
    order.spec.reboot?.policy !== 'RebootOnly' &&
    memory.intent?.soft !== 'failed' &&
    abilities.softReboot &&
    isPreparable &&
    entry?.softRebootCapable === true
  )
}

const isPrepared = ({ signs }: KnownHost, { intent }: Memory): boolean =>
  intent?.soft === 'asked' && signs.nextRoot && signs.softRebootTarget

export const rebootOrdered: Rule = situation => {
  const { host, order, memory } = situation
  const how = readyOf(host.status, order.digest)
  if (how === undefined || !ordersReboot(order, host.boot.id, memory.intent)) return undefined
  if (how === 'rollback' && host.status.unifiedKernel) {
    const message =
      'bootc does not report which unified kernel image boots next: run `bootc rollback` and reboot by hand'
    return { do: 'give-up', reason: 'RollbackUnknown', message }
  }
  const soft = isSoftPossible(situation, how)
  if (soft || order.spec.reboot?.policy !== 'RequireSoftReboot') return { do: 'reboot', how, soft }
  const message = `the host cannot soft reboot into the ${how === 'staged' ? 'staged image' : 'rollback entry'}, and the pool allows nothing else`
  return { do: 'give-up', reason: 'SoftRebootImpossible', message }
}
