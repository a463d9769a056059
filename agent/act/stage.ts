import * as E from 'fp-ts/Either'
import { isImage } from '../../hooks/api/bootc-node-update'
import { type HostFailure, hostFailureOf } from '../bootc/errors'
import { hasPendingArguments } from '../bootc/status'
import { readStatus, switchTo, unstage } from '../bootc/verbs'
import { attemptFailed } from '../decide/reconcile-attempt'
import { notePulledImage } from '../host/pulled-image'
import { stopUnit } from '../host/systemd-run'
import type { Memory } from '../memory'
import { sameContentIn } from '../observe/same-content'
import type { Action, Workable } from '../observe/situation'
import type { ActionContext, Result } from './action-context'
import { stallLimit } from './stall-limit'

type Stage = Extract<Action, { readonly do: 'stage' }>

/** Calls `stalled` when `heard` is not called for so long, in milliseconds, once. */
const watchdog = (ms: number, stalled: () => void): { readonly heard: () => void; readonly stop: () => void } => {
  // It alone must not keep the process alive.
  const start = (): NodeJS.Timeout => setTimeout(stalled, ms).unref()
  let timer = start()
  return {
    heard: () => {
      clearTimeout(timer)
      timer = start()
    },
    stop: () => clearTimeout(timer),
  }
}

/** Pulls and stages; a pull that stalls is ended. Without progress a stalled pull is not distinguishable from a slow one. */
const pull = async (
  context: ActionContext,
  { image, locked, enforced }: Stage,
  { canTell, stallMs }: { readonly canTell: boolean; readonly stallMs: number },
): Promise<HostFailure | undefined> => {
  const { host } = context
  await notePulledImage(host, image, enforced === true)
  if (!canTell) {
    const result = await switchTo(host, { image, locked, enforced, progress: undefined })
    return E.isLeft(result) ? hostFailureOf(result.left) : undefined
  }
  let isStalled = false
  const silence = watchdog(stallMs, () => {
    isStalled = true
    void stopUnit(host, 'switch')
  })
  const progress = (line: string): void => {
    silence.heard()
    context.progress(line)
  }
  const result = await switchTo(host, { image, locked, enforced, progress })
  silence.stop()
  // Asked first: systemd says of a unit that it stopped that it ended well (test/fixtures/systemd-recorded).
  if (!isStalled) return E.isLeft(result) ? hostFailureOf(result.left) : undefined
  const message = `the pull of ${image} made no progress for ${Math.round(stallMs / 1000)} s, and is started again`
  return { reason: 'PullStalled', message, terminal: false }
}

/**
 * An image is staged before the images that it is bound to are pulled, and bootc would take it for complete: it would not pull the
 * rest on a second switch (bootc-contract.md §7).
 */
const unstageIncomplete = async ({ host }: ActionContext, digest: string): Promise<void> => {
  const status = await readStatus(host)
  if (E.isLeft(status)) return
  const { staged } = status.right
  if (staged !== undefined && isImage(staged, digest)) await unstage(host, staged)
}

const LEAVE_INCOMPLETE: ReadonlyArray<HostFailure['reason']> = ['BoundImagesMissing', 'PullStalled']

/** The deployment that has the wanted content already is the wanted image from now on. */
const knownAs = async (
  { host }: ActionContext,
  { memory, order }: Workable,
  said: string,
): Promise<Memory | undefined> => {
  const status = await readStatus(host)
  return E.isLeft(status) ? undefined : sameContentIn(memory, status.right, { digest: order.digest, said })
}

/** What this error leaves in the memory; undefined: nothing. A terminal one is remembered: this attempt is over. */
const learned = async (
  context: ActionContext,
  situation: Workable,
  failure: HostFailure,
): Promise<Memory | undefined> => {
  const { memory, host } = situation
  const { reason, message, terminal } = failure
  if (reason === 'LayerCorrupted') return host.status.composefs ? undefined : { ...memory, unclean: true }
  const isSame = reason === 'SameContent'
  const known = isSame ? await knownAs(context, situation, message) : undefined
  if (known !== undefined) return known
  return terminal || isSame ? attemptFailed(memory, reason, message, context.now()) : undefined
}

/** Noted first: what a pull says of a layer is gone with the boot, and the layer is not. */
const notePull = async (context: ActionContext, { memory, host, order }: Workable): Promise<Memory> => {
  if (host.status.composefs) return memory
  const lostArguments = hasPendingArguments(host.status) ? order.spec.attempt : memory.lostArguments
  const noted: Memory = { ...memory, pulling: host.boot.id, lostArguments }
  await context.remember(noted)
  return noted
}

/** Pulls and stages the image. */
export const stage = async (context: ActionContext, situation: Workable, action: Stage): Promise<Result> => {
  const memory = await notePull(context, situation)
  const how = { canTell: situation.host.abilities.progress, stallMs: stallLimit(context.stallMs, situation) }
  const failure = await pull(context, action, how)
  if (failure === undefined) return { memory }
  if (LEAVE_INCOMPLETE.includes(failure.reason)) await unstageIncomplete(context, situation.order.digest)
  const after = await learned(context, { ...situation, memory }, failure)
  if (after === undefined) return { memory, failure }
  await context.remember(after)
  return failure.reason === 'LayerCorrupted' ? { memory: after, failure } : { memory: after }
}
