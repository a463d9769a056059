import { isImage } from '../../hooks/api/bootc-node-update'
import { entryName, imageName, versionOn } from '../../hooks/api/image-name'
import { type BootcStatus, type BootEntry, hasPendingArguments } from '../bootc/status'
import { isAsked, type Memory } from '../memory'
import { type GivenOrder, type Order, readyOf } from '../order'
import type { Action, HostView, KnownHost, Situation } from './situation'

/**
 * After a second soft reboot in one kernel boot bootc reports the previous image as booted, as after a fallback
 * (recorded steps 088 to 093): ostree still has a target, though nothing is mounted for it any more.
 */
export const statusLies = ({ status, signs }: KnownHost): boolean =>
  !status.composefs && signs.softRebootTarget && !signs.nextRoot

/** Whether systemd was asked to reboot, has its time still, and has not done it yet as far as the host was seen. */
export const isGoingDown = (memory: Memory, host: HostView, now: Date): boolean => {
  const askedIn = memory.intent?.askedIn
  const isDone = host.boot !== undefined && askedIn !== undefined && askedIn !== host.boot.id
  return isAsked(memory, now) && !isDone
}

/** Whether bootc reports which entry boots next: of unified kernel images it told the opposite before 1.16.11. */
export const isNextEntryKnown = ({ status, abilities }: KnownHost): boolean =>
  !status.unifiedKernel || abilities.unifiedRollback

/** Whether `bootc rollback` would only turn the boot order: it drops what is staged, and fails or guesses otherwise. */
export const canToggle = (host: KnownHost): boolean => {
  const { status, signs } = host
  const isAlone = !(status.composefs && status.others > 0)
  return status.staged === undefined && !signs.nextRoot && isNextEntryKnown(host) && isAlone
}

/** What may be pulled under an order. */
export const wantedImage = (order: Order): string | undefined =>
  order.kind === 'given' && order.spec.step !== 'Observe' ? order.spec.image : undefined

/** Whether a pull is not, or not so, what the order asks for. */
export const isStalePull = (action: Action | undefined, order: Order): boolean => {
  if (action?.do !== 'stage') return false
  const enforced = order.kind === 'given' && order.spec.requireSignature === true
  return action.image !== wantedImage(order) || (action.enforced === true) !== enforced
}

/** Whether an image's signature is required, and bootc did not verify it during the pull. */
export const isUnverified = (
  { memory, order }: Pick<Situation, 'memory' | 'order'>,
  staged: BootEntry | undefined,
): boolean =>
  staged !== undefined &&
  order.kind === 'given' &&
  order.spec.requireSignature === true &&
  !(staged.enforced === true && (memory.verified ?? []).includes(staged.image))

/** Whether an image is for another architecture than the host: composefs stages it without a word (recorded step 440). */
export const isOtherArchitecture = ({ booted }: BootcStatus, staged: BootEntry | undefined): boolean =>
  staged?.architecture !== undefined &&
  booted?.architecture !== undefined &&
  staged.architecture !== booted.architecture

/** Whether ostree's store has a layer that failed its digest check: whatever is staged may contain it (recorded step 330). */
export const isStoreUnclean = (memory: Memory, { status, signs }: KnownHost): boolean =>
  !status.composefs && (memory.unclean === true || signs.layerCorrupted === true)

/** Whether what is staged was never ordered here. */
export const isForeign = (staged: BootEntry | undefined, { memory, order, host }: Situation): boolean => {
  const isOwn = host.kind === 'known' && hasPendingArguments(host.status)
  if (staged === undefined || order.kind !== 'given' || isImage(staged, order.digest) || isOwn) return false
  return !(memory.ordered ?? []).some(digest => isImage(staged, digest))
}

/** The attempt brought the image, and the host runs another one now: an admin or another tool decided so. */
export const leftAfterwards = (
  { memory, order }: Pick<Situation, 'memory'> & { order: GivenOrder },
  host: KnownHost,
) => {
  const { attempt } = memory
  const isOver =
    attempt?.outcome === 'Succeeded' && attempt.key === order.spec.attempt && attempt.digest === order.digest
  return isOver && !isImage(host.status.booted, order.digest)
}

/** A change of the host that the operator did not make, for a condition; the first of several. */
export interface Drift {
  readonly reason:
    | 'ForeignImageStaged'
    | 'ForeignSoftReboot'
    | 'KernelArgumentsLost'
    | 'KernelArgumentsPending'
    | 'LeftImage'
    | 'RollbackQueued'
    | 'UsrOverlay'
  readonly message: string
}

export const driftOf = (situation: Situation): Drift | undefined => {
  const { host, order, memory } = situation
  if (host.kind !== 'known' || order.kind !== 'given' || statusLies(host)) return undefined
  const { staged, booted, usrOverlay } = host.status
  const rollbackQueued = host.status.rollbackQueued && isNextEntryKnown(host)
  if (staged !== undefined && isForeign(staged, situation)) {
    return { reason: 'ForeignImageStaged', message: `${staged.image} was staged, which was not ordered` }
  }
  if (leftAfterwards({ memory, order }, host)) {
    const message = `runs ${booted === undefined ? 'another image' : entryName(booted)} in place of ${imageName(order.digest, versionOn(host.status, order.digest))}, which was not ordered`
    return { reason: 'LeftImage', message }
  }
  const returns = memory.intent !== undefined && readyOf(host.status, order.digest) === 'rollback'
  // The boot loader's own doing.
  const fellBack = memory.attempt?.outcome === 'Failed' && isImage(host.status.rollback, memory.attempt.digest)
  if (rollbackQueued && !returns && !fellBack) {
    return { reason: 'RollbackQueued', message: 'the next boot runs the rollback entry, which was not ordered' }
  }
  if (host.signs.nextRoot && memory.intent === undefined) {
    return { reason: 'ForeignSoftReboot', message: 'a soft reboot is prepared, which was not ordered' }
  }
  if (hasPendingArguments(host.status)) {
    const message =
      'kernel arguments were changed on the host: they apply with its next reboot, and are lost when another image is staged'
    return { reason: 'KernelArgumentsPending', message }
  }
  if (memory.lostArguments === order.spec.attempt) {
    const message = 'kernel arguments that waited for a reboot were lost when the update was staged: set them again'
    return { reason: 'KernelArgumentsLost', message }
  }
  return usrOverlay ? { reason: 'UsrOverlay', message: 'an overlay is mounted on /usr until the next boot' } : undefined
}
