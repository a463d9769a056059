import { isImage } from '../../../hooks/api/bootc-node-update'
import { imageName, versionOn } from '../../../hooks/api/image-name'
import type { FailureReason, HostFailure } from '../../bootc/errors'
import { hasPendingArguments } from '../../bootc/status'
import type { Memory } from '../../memory'
import { canToggle, isOtherArchitecture, isStoreUnclean, leftAfterwards } from '../../observe/facts'
import type { Action } from '../../observe/situation'
import { type GivenOrder, readyOf } from '../../order'
import { canLock, cannot, mayRelock, type Rule } from './rule'

/** Staged, but what it is bound to could not be pulled, and bootc would never try again (bootc-contract.md §7). */
export const incompleteStaging: Rule = ({ host }) =>
  host.signs.boundImagesMissing && host.status.staged !== undefined ? { do: 'unstage' } : undefined

/** ostree refuses such an image itself. It would not come up, so it is taken away before anything could boot it. */
export const wrongArchitecture: Rule = ({ host, order }) => {
  const { staged, booted, composefs } = host.status
  if (staged === undefined || !isImage(staged, order.digest) || !isOtherArchitecture(host.status, staged))
    return undefined
  const message = `the image is for ${staged.architecture}, and the host is ${booted?.architecture}`
  if (composefs && staged.verity === undefined) return cannot('WrongArchitecture', message)
  return { do: 'refuse-staged', reason: 'WrongArchitecture', message }
}

/** ostree would take such a layer for complete, and deploy it (recorded step 330). Composefs drops it (424). */
export const corruptedLayer: Rule = ({ host, memory }) =>
  isStoreUnclean(memory, host) ? { do: 'clean-store' } : undefined

/** An admin's `bootc switch` meanwhile has deployed it. */
export const corruptedStaging: Rule = ({ host, memory }) =>
  isStoreUnclean(memory, host) && host.status.staged !== undefined && !hasPendingArguments(host.status)
    ? { do: 'unstage' }
    : undefined

/**
 * What is staged is not the wanted image. One that is not locked comes up with the next reboot of anyone, so it goes at
 * once, and does not wait for the pull that would replace it; a locked one goes where no pull will. Changed kernel arguments
 * are an admin's, and stay. Not where nothing can unstage it.
 */
export const unstageUnwanted: Rule = ({ host, order }) => {
  const { booted, staged, composefs } = host.status
  if (staged === undefined || isImage(staged, order.digest) || hasPendingArguments(host.status)) return undefined
  const isThere = isImage(booted, order.digest) || readyOf(host.status, order.digest) === 'rollback'
  return (isThere || !staged.locked) && (!composefs || staged.verity !== undefined) ? { do: 'unstage' } : undefined
}

/** The same, by a queued rollback. Undone once per boot: one that is queued again is meant, and is reported as drift. */
export const rollbackQueued: Rule = ({ host, order, memory }) => {
  const { booted, rollbackQueued: isQueued } = host.status
  if (!isQueued || !isImage(booted, order.digest)) return undefined
  return canToggle(host) && memory.toggledIn !== host.boot.id ? { do: 'toggle-rollback' } : undefined
}

/** Another tool may reboot the node for it, e.g. kured, though nothing would come of it. */
export const rebootRequired: Rule = ({ host, order, memory }) => {
  const { staged, rollbackQueued: isQueued } = host.status
  const comesUp = (staged !== undefined && !staged.locked) || isQueued
  // With `lock: false` the staged image is about to be unlocked for any reboot of the node.
  const isMeant = comesUp || (staged !== undefined && !order.spec.lock)
  const isStale = host.signs.rebootRequired && !isMeant && memory.intent === undefined
  return isStale ? { do: 'clear-reboot-required' } : undefined
}

export const booted: Rule = ({ host, order }) => {
  if (!isImage(host.status.booted, order.digest)) return undefined
  const isOld = order.spec.requireSignature === true && host.status.booted?.enforced !== true
  const unsaid = isOld ? '; its signature was not required when it was pulled' : ''
  return {
    do: 'wait',
    phase: 'Idle',
    because: `runs ${imageName(order.digest, host.status.booted?.version)}, as wanted${unsaid}`,
  }
}

/** The boot loader's next try would be the image that has failed. */
export const failedComesUp: Rule = ({ host, memory }) => {
  const { rollback, rollbackQueued: isQueued } = host.status
  const { attempt } = memory
  const comesUp = attempt?.outcome === 'Failed' && isQueued && isImage(rollback, attempt.digest)
  return comesUp && canToggle(host) && memory.toggledIn !== host.boot.id ? { do: 'toggle-rollback' } : undefined
}

/** What the attempt of this order failed for. */
export const hasFailed = (attempt: Memory['attempt'], order: GivenOrder): HostFailure | undefined => {
  if (attempt?.outcome !== 'Failed' || attempt.key !== order.spec.attempt || attempt.digest !== order.digest)
    return undefined
  const reason = (attempt.reason ?? 'CommandFailed') as FailureReason
  return { reason, message: attempt.message ?? 'the attempt failed', terminal: true }
}

export const failedBefore: Rule = ({ memory, order }) => {
  const failure = hasFailed(memory.attempt, order)
  return failure && cannot(failure.reason, failure.message)
}

export const leftImage: Rule = ({ host, ...situation }) =>
  leftAfterwards(situation, host)
    ? {
        do: 'wait',
        phase: 'Idle',
        because: 'runs another image than the rollout installed: retry the node to install it again',
      }
    : undefined

export const unlockedStaging: Rule = situation => {
  const { staged } = situation.host.status
  const { order } = situation
  if (staged === undefined || !isImage(staged, order.digest)) return undefined
  if (order.spec.lock && !staged.locked && canLock(situation.host)) return { do: 'lock' }
  if (order.spec.lock && !staged.locked && mayRelock(situation)) return { do: 'relock' }
  return !order.spec.lock && staged.locked ? { do: 'unlock' } : undefined
}

export const ready: Rule = ({ host, order }) => {
  const how = readyOf(host.status, order.digest)
  if (how === undefined) return undefined
  const image = imageName(order.digest, versionOn(host.status, order.digest))
  const locked = host.status.staged?.locked === true ? 'and locked ' : ''
  const state =
    how === 'rollback' ? `${image} is already on disk (previous deployment)` : `${image} is staged ${locked}`.trim()
  return { do: 'wait', phase: 'Staged', because: `${state}; waits for the order to reboot` }
}

/** Nothing is pulled and nothing rebooted before the order says so; what the rules above guard, they guard all the same. */
export const observeOnly: Rule = situation => {
  if (situation.order.spec.step !== 'Observe') return undefined
  const waits: Action = { do: 'wait', phase: 'Idle', because: 'waits for the order to download' }
  return unlockedStaging(situation) ?? ready(situation) ?? waits
}

/** Releases differ in what they make of a staged unified kernel image that another one replaces, so it goes first. */
export const stagedUnifiedKernel: Rule = ({ host: { status } }) =>
  status.unifiedKernel && status.staged?.verity !== undefined ? { do: 'unstage' } : undefined

export const notReady: Rule = ({ host, order }) => ({
  do: 'stage',
  image: order.spec.image,
  locked: order.spec.lock && host.abilities.switchLocked,
  enforced: order.spec.requireSignature === true || undefined,
})
