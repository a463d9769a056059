import * as E from 'fp-ts/Either'
import { type HostFailure, hostFailureOf } from '../bootc/errors'
import { hasPendingArguments } from '../bootc/status'
import { cleanStore, completeBoot, lockStaged, readStatus, toggleRollback, unlockStaged } from '../bootc/verbs'
import { attemptFailed } from '../decide/reconcile-attempt'
import { maskUnits } from '../host/competitors'
import { clearRebootRequired, forgetSwitchErrors } from '../host/signs'
import type { Memory } from '../memory'
import type { Action, KnownHost, Workable } from '../observe/situation'
import type { Host, HostResult } from '../ports'
import type { ActionContext, Result } from './action-context'
import { clearSoftReboot, unstageSafely } from './clear-soft-reboot'
import { reboot } from './reboot'
import { stage } from './stage'

type Undo = Extract<Action, { readonly do: 'withdraw-reboot' }>['undo']

const resultOf = async (memory: Memory, result: HostResult<string> | undefined): Promise<Result> => {
  const answer = await result
  const failure: HostFailure | undefined =
    answer !== undefined && E.isLeft(answer) ? hostFailureOf(answer.left) : undefined
  return failure === undefined ? { memory } : { memory, failure }
}

const lockIn = (host: Host, { status, abilities }: KnownHost): HostResult<string> | undefined =>
  status.staged === undefined ? undefined : lockStaged(host, abilities, status.staged)

const undoOf = (host: Host, seen: KnownHost, undo: Undo): HostResult<string> | undefined => {
  switch (undo) {
    case 'nothing':
      return undefined
    case 'lock':
      return lockIn(host, seen)
    case 'unstage':
      return unstageSafely(host, seen)
    case 'toggle-rollback':
      return toggleRollback(host)
  }
}

/** The intent is forgotten only when the host is back as it was. */
export const withdraw = async (
  { host, remember }: Pick<ActionContext, 'host' | 'remember'>,
  { memory, host: seen }: { readonly memory: Memory; readonly host: KnownHost },
  undo: Undo,
): Promise<Result> => {
  const undone = await resultOf(memory, undoOf(host, seen, undo))
  if (undone.failure !== undefined) return undone
  const { intent: _forgotten, ...rest } = memory
  await remember(rest)
  return { memory: rest }
}

/** Saved first: a unit that was masked and forgotten would stay masked. */
const mask = async (
  { host, remember }: ActionContext,
  memory: Memory,
  units: ReadonlyArray<string>,
): Promise<Result> => {
  const noted: Memory = { ...memory, masked: [...new Set([...(memory.masked ?? []), ...units])] }
  await remember(noted)
  return resultOf(noted, maskUnits(host, units))
}

const asStale = (result: Result): Result =>
  result.failure === undefined
    ? result
    : { ...result, failure: { ...result.failure, reason: 'StaleSoftReboot', terminal: false } }

/** Counted first: a bootc that does not keep the lock would have it staged again for ever. The next action stages it locked. */
const relock = async ({ host, remember }: ActionContext, { memory, host: seen }: Workable): Promise<Result> => {
  const { boot, times } = memory.relocked ?? { boot: seen.boot.id, times: 0 }
  const counted: Memory = { ...memory, relocked: { boot: seen.boot.id, times: boot === seen.boot.id ? times + 1 : 1 } }
  await remember(counted)
  return resultOf(counted, unstageSafely(host, seen))
}

/** Saved first: after a crash it is not toggled again, which would queue the rollback again. */
const toggleOnce = async ({ host, remember }: ActionContext, { memory, host: { boot } }: Workable): Promise<Result> => {
  const noted: Memory = { ...memory, toggledIn: boot.id }
  await remember(noted)
  const result = await resultOf(noted, toggleRollback(host))
  if (result.failure === undefined) return result
  await remember(memory)
  return { ...result, memory }
}

/** What an admin staged meanwhile keeps its layers from being removed: it is unstaged first, and the store stays unclean. */
const cleanCorrupted = async ({ host, remember }: ActionContext, memory: Memory): Promise<Result> => {
  const cleaned = await resultOf(memory, cleanStore(host))
  if (cleaned.failure !== undefined) return cleaned
  const status = await readStatus(host)
  if (E.isLeft(status)) return { memory, failure: hostFailureOf(status.left) }
  if (status.right.staged !== undefined && !hasPendingArguments(status.right)) return { memory }
  const { unclean: _cleaned, ...rest } = memory
  await remember(rest)
  await forgetSwitchErrors(host)
  return { memory: rest }
}

type GiveUp = Extract<Action, { do: 'give-up' | 'refuse-staged' }>

const giveUp = async (context: ActionContext, memory: Memory, action: GiveUp): Promise<Result> => {
  const latched = attemptFailed(memory, action.reason, action.message, context.now())
  await context.remember(latched)
  return { memory: latched }
}

/** Unstaged first: a refused image must not come up with an unplanned reboot. */
const refuseStaged = async (context: ActionContext, { memory, host }: Workable, action: GiveUp): Promise<Result> => {
  const unstaged = await resultOf(memory, unstageSafely(context.host, host))
  return unstaged.failure === undefined ? giveUp(context, memory, action) : unstaged
}

/** Carries an action out. The agent does not trust its answer, and observes the host again afterwards. */
export const performAction = async (context: ActionContext, situation: Workable, action: Action): Promise<Result> => {
  const { host } = context
  const { memory, host: seen } = situation
  switch (action.do) {
    case 'wait':
      return { memory }
    case 'complete-boot':
      return resultOf(memory, completeBoot(host))
    case 'mask':
      return mask(context, memory, action.units)
    case 'reset-soft-reboot':
      return asStale(await resultOf(memory, clearSoftReboot(host, seen)))
    case 'stage':
      return stage(context, situation, action)
    case 'clean-store':
      return cleanCorrupted(context, memory)
    case 'lock':
      return resultOf(memory, lockIn(host, seen))
    case 'relock':
      return relock(context, situation)
    case 'unlock':
      return resultOf(memory, unlockStaged(host, seen.abilities))
    case 'unstage':
      return resultOf(memory, unstageSafely(host, seen))
    case 'toggle-rollback':
      return toggleOnce(context, situation)
    case 'clear-reboot-required':
      await clearRebootRequired(host)
      return { memory }
    case 'withdraw-reboot':
      return withdraw(context, situation, action.undo)
    case 'refuse-staged':
      return refuseStaged(context, situation, action)
    case 'give-up':
      return giveUp(context, memory, action)
    case 'reboot':
      return reboot(context, situation, action)
  }
}
