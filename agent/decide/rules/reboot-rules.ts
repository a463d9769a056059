import { hasPendingArguments } from '../../bootc/status'
import type { Memory } from '../../memory'
import { isNextEntryKnown } from '../../observe/facts'
import type { Action, KnownHost, Workable } from '../../observe/situation'
import { ordersReboot, readyOf } from '../../order'
import { canLock, canRelock, mayRelock, type Rule } from './rule'

type Withdrawal = Extract<Action, { readonly do: 'withdraw-reboot' }>

/** Takes back what a reboot had prepared on the host. */
export const withdrawal = (host: KnownHost, { intent }: Memory, lock: boolean): Withdrawal => {
  const { status, signs } = host
  const { staged, rollbackQueued } = status
  // A locked image with a soft reboot prepared would be rebooted into all the same (recorded step 125).
  if (staged !== undefined && signs.nextRoot) return { do: 'withdraw-reboot', undo: 'unstage' }
  if (intent?.how === 'rollback') {
    const undo = rollbackQueued && isNextEntryKnown(host) && staged === undefined ? 'toggle-rollback' : 'nothing'
    return { do: 'withdraw-reboot', undo }
  }
  const isArmed = staged !== undefined && !staged.locked && !hasPendingArguments(status)
  if (!isArmed || !lock) return { do: 'withdraw-reboot', undo: 'nothing' }
  // What is still wanted is then staged again, locked.
  return { do: 'withdraw-reboot', undo: canLock(host) ? 'lock' : canRelock(host) ? 'unstage' : 'nothing' }
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
  // ostree takes it away with the staged image that it is for; composefs does not (recorded steps 128, 411 and 469).
  const goesWithStaged = host.status.staged !== undefined && !host.status.composefs && host.signs.softRebootTarget
  return goesWithStaged ? { do: 'unstage' } : { do: 'reset-soft-reboot' }
}

/**
 * bootc prepares no rollback entry that is queued already; on composefs only what is staged and locked, with releases that
 * can stage it so (recorded steps 410, 455 and 465).
 */
const isPreparable = ({ status, abilities }: KnownHost, how: 'staged' | 'rollback'): boolean => {
  if (status.composefs) return how === 'staged' && abilities.switchLocked && status.staged?.locked === true
  return how === 'staged' || !status.rollbackQueued
}

/** Soft where the policy lets it, the host can, and it was not tried for this order already. */
const isSoftPossible = ({ host, memory, order }: Workable, how: 'staged' | 'rollback'): boolean => {
  const { status, abilities } = host
  const entry = how === 'staged' ? status.staged : status.rollback
  return (
    order.spec.reboot?.policy !== 'RebootOnly' &&
    memory.intent?.soft !== 'failed' &&
    abilities.softReboot &&
    (isPrepared(host, memory) || isPreparable(host, how)) &&
    entry?.softRebootCapable === true
  )
}

const isPrepared = ({ signs }: KnownHost, { intent }: Memory): boolean =>
  intent?.soft === 'asked' && signs.nextRoot && signs.softRebootTarget

export const rebootOrdered: Rule = situation => {
  const { host, order, memory } = situation
  const how = readyOf(host.status, order.digest)
  if (how === undefined || !ordersReboot(order, host.boot.id, memory.intent)) return undefined
  if (how === 'rollback' && !isNextEntryKnown(host)) {
    const message =
      'bootc before 1.16.11 does not report which unified kernel image boots next: update bootc, or run `bootc rollback` and reboot by hand'
    return { do: 'give-up', reason: 'RollbackUnknown', message }
  }
  const soft = isSoftPossible(situation, how)
  if (soft || order.spec.reboot?.policy !== 'RequireSoftReboot') return { do: 'reboot', how, soft }
  const isUnlocked = how === 'staged' && host.status.staged?.locked === false && order.spec.lock
  if (isUnlocked && memory.intent?.soft !== 'failed' && mayRelock(situation)) return { do: 'relock' }
  const message = `the host cannot soft reboot into the ${how === 'staged' ? 'staged image' : 'rollback entry'}, and the pool allows nothing else`
  return { do: 'give-up', reason: 'SoftRebootImpossible', message }
}
