import * as E from 'fp-ts/Either'
import { hostFailureOf } from '../bootc/errors'
import { toggleForSoftReboot, toggleRollback, unlockForSoftReboot, unlockStaged } from '../bootc/verbs'
import type { Memory } from '../memory'
import type { Action, Workable } from '../observe/situation'
import type { HostResult } from '../ports'
import type { ActionContext, Result } from './action-context'

type Reboot = Extract<Action, { readonly do: 'reboot' }>

/** `ready`: the next boot runs the image. Else what became of the reboot, which does not happen now. */
export type Prepared = { readonly done: 'ready' } | { readonly done: 'not-now'; readonly result: Result }

const isDone = ({ host: { status, signs } }: Workable, { how, soft }: Reboot): boolean => {
  const comesUp = how === 'staged' ? status.staged?.locked === false : status.rollbackQueued
  return comesUp && (!soft || (signs.nextRoot && signs.softRebootTarget))
}

const verbFor = (
  { host }: ActionContext,
  { abilities }: Workable['host'],
  { how, soft }: Reboot,
): HostResult<string> => {
  if (how === 'rollback') return soft ? toggleForSoftReboot(host) : toggleRollback(host)
  return soft ? unlockForSoftReboot(host) : unlockStaged(host, abilities)
}

/**
 * The host said before that it can soft reboot, and now that it cannot: the image is unlocked already, so a full reboot
 * is what this order has left. The agent decides again, since the host has changed.
 */
const withoutSoft = async (context: ActionContext, memory: Memory): Promise<Result> => {
  const { intent } = memory
  if (intent === undefined) return { memory }
  const refused: Memory = { ...memory, intent: { ...intent, soft: 'failed' } }
  await context.remember(refused)
  return { memory: refused }
}

/** Makes the ready image the one that the next boot runs; nothing when it is so already. */
export const prepareReboot = async (context: ActionContext, situation: Workable, action: Reboot): Promise<Prepared> => {
  if (isDone(situation, action)) return { done: 'ready' }
  const { memory } = situation
  const prepared = await verbFor(context, situation.host, action)
  if (E.isRight(prepared)) return { done: 'ready' }
  const failure = hostFailureOf(prepared.left)
  if (failure.reason === 'SoftRebootImpossible') {
    return { done: 'not-now', result: await withoutSoft(context, memory) }
  }
  return { done: 'not-now', result: { memory, failure } }
}
