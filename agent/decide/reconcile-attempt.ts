import { isReturnAttempt } from '../../hooks/api/attempt'
import { type Attempt, digestIn, isImage, kernelBootOf } from '../../hooks/api/bootc-node-update'
import { ImageDigest, parseImageReference, pinned, shortDigest } from '../../hooks/api/image'
import { entryName, imageName } from '../../hooks/api/image-name'
import type { FailureReason } from '../bootc/errors'
import { type BootEntry, hasPendingArguments } from '../bootc/status'
import type { Intent, Memory } from '../memory'
import { statusLies } from '../observe/facts'
import type { Situation } from '../observe/situation'
import { type GivenOrder, readyOf } from '../order'

/** One lost staging may be a power cut. A second one in the same attempt is a host that cannot finish an update. */
const MOST_LOSSES = 1
/** So many digests are remembered, by which the agent knows what it staged. */
const MOST_ORDERED = 5

type Settled = Situation & { readonly host: { readonly kind: 'known' } }

const finished = (attempt: Attempt, outcome: 'Succeeded' | 'Failed', now: Date): Attempt => ({
  ...attempt,
  outcome,
  finishedAt: now.toISOString(),
})

/** `toBoot`: the boot in which it was seen. A later one is another reboot. */
const succeeded = (attempt: Attempt, toBoot: string, now: Date): Attempt => ({
  ...finished(attempt, 'Succeeded', now),
  toBoot,
})

/** Latches a failure, so that this attempt is not tried again. */
export const attemptFailed = (memory: Memory, reason: FailureReason, message: string, now: Date): Memory => {
  const { attempt } = memory
  if (attempt === undefined) return memory
  return { ...memory, attempt: { ...finished(attempt, 'Failed', now), reason, message } }
}

/** The reference by which an image can be pulled again; undefined when it never came from a registry. */
const pullable = ({ image, digest, transport }: BootEntry): string | undefined => {
  if (transport !== 'registry') return undefined
  if (digestIn(image) !== undefined) return image
  const repository = parseImageReference(image)?.repository
  return repository !== undefined && ImageDigest.is(digest) ? pinned(repository, digest) : undefined
}

const isSameKernel = (intent: Intent, bootId: string): boolean => kernelBootOf(intent.fromBoot) === kernelBootOf(bootId)

/** The kernel ran on, but not into the image (bootc#2387): the same order may have one full reboot, if its policy lets it. */
const softRebootFailed = ({ memory, order, host, now }: Settled, intent: Intent): Memory => {
  const wanted = shortDigest(intent.digest)
  const how = readyOf(host.status, intent.digest)
  const isRequired = order.kind === 'given' && order.spec.reboot?.policy === 'RequireSoftReboot'
  if (isRequired) {
    const { intent: _over, ...rest } = memory
    const message = `the host does not run ${wanted} after the soft reboot, and the pool allows no full one`
    return attemptFailed(rest, 'SoftRebootImpossible', message, now)
  }
  if (how === undefined) return stagingLost({ memory, order, host, now } as Settled, intent)
  return { ...memory, intent: { ...intent, how, soft: 'failed', tries: 0, nextTryAt: 0 } }
}

const stagingLost = ({ memory, host, now }: Settled, { digest }: Intent): Memory => {
  const { intent: _over, ...rest } = memory
  const wanted = shortDigest(digest)
  const { finalizeFailure } = host.signs
  if (finalizeFailure !== undefined) {
    const message = `${wanted} could not be finalized during shutdown: ${finalizeFailure}`
    return attemptFailed(rest, /no space left/i.test(message) ? 'DiskFull' : 'FinalizeFailed', message, now)
  }
  const losses = (rest.losses ?? 0) + 1
  if (losses <= MOST_LOSSES) return { ...rest, losses }
  const message = `${wanted} was staged, but was gone after the reboot, ${losses} times`
  return attemptFailed({ ...rest, losses }, 'StagedLost', message, now)
}

/** Another boot than the one the reboot was ordered in: did it bring what was ordered (bootc-contract.md §6)? */
const afterReboot = (situation: Settled): Memory => {
  const { memory, host, now } = situation
  const { intent, ...rest } = memory
  const { boot, status } = host
  if (intent === undefined || intent.fromBoot === boot.id || status.booted === undefined) return memory
  if (rest.attempt?.key !== intent.attempt) return rest
  if (isImage(status.booted, intent.digest)) return { ...rest, attempt: succeeded(rest.attempt, boot.id, now) }
  const stays = intent.soft !== undefined && isSameKernel(intent, boot.id)
  if (stays && intent.soft === 'failed') return memory
  if (stays) return softRebootFailed(situation, intent)
  // Another reboot came before anything was done for this one.
  if (intent.how === 'rollback' && intent.tries === 0 && !status.rollbackQueued) return rest
  if (isImage(status.rollback, intent.digest)) {
    const message = `the host did not come up with ${imageName(intent.digest, status.rollback?.version)} and runs ${entryName(status.booted)} again`
    return attemptFailed(rest, 'FellBack', message, now)
  }
  return stagingLost(situation, intent)
}

const isOf = (attempt: Attempt | undefined, { spec, digest }: GivenOrder): boolean =>
  attempt?.key === spec.attempt && attempt.digest === digest

/**
 * An attempt begins with the first order to leave the booted image for another. One that returns to where the last
 * attempt came from keeps that attempt's previousImage: the place to return to must not become the image that is left.
 */
const attemptStarted = (memory: Memory, order: GivenOrder, host: Settled['host']): Memory => {
  const booted = host.status.booted
  if (order.spec.step === 'Observe' || booted === undefined || isImage(booted, order.digest)) return memory
  if (isOf(memory.attempt, order) || !ImageDigest.is(order.digest)) return memory
  const before = memory.attempt?.previousImage
  const returns = isReturnAttempt(order.spec.attempt) && before !== undefined && digestIn(before) === order.digest
  const previousImage = returns ? before : pullable(booted)
  const attempt: Attempt = {
    key: order.spec.attempt,
    digest: order.digest,
    outcome: 'InProgress',
    fromBoot: host.boot.id,
    previousImage,
  }
  const { intent, masked, toggledIn, verified, unclean, pulling, same, relocked } = memory
  const ordered = [order.digest, ...(memory.ordered ?? []).filter(digest => digest !== order.digest)]
  return {
    attempt,
    backend: backendIn(host),
    ordered: ordered.slice(0, MOST_ORDERED),
    intent,
    masked,
    toggledIn,
    verified,
    unclean,
    pulling,
    same,
    relocked,
  }
}

/** The host was brought to the wanted image, be it by someone else's reboot. */
const attemptSucceeded = (memory: Memory, { status, boot }: Settled['host'], now: Date): Memory => {
  const { attempt, intent } = memory
  if (attempt?.outcome !== 'InProgress' || intent !== undefined || attempt.fromBoot === boot.id) return memory
  return isImage(status.booted, attempt.digest) ? { ...memory, attempt: succeeded(attempt, boot.id, now) } : memory
}

/** Remembered as soon as it is seen, so that an agent that is killed does not lose it. */
const signatureVerified = (
  memory: Memory,
  { status: { staged }, signs: { enforcedPull: pull } }: Settled['host'],
): Memory => {
  const verified = memory.verified ?? []
  const isNew = staged?.enforced === true && pull?.fetched === true && !verified.includes(pull.image)
  return isNew && staged.image === pull.image
    ? { ...memory, verified: [pull.image, ...verified].slice(0, MOST_ORDERED) }
    : memory
}

/**
 * What the last pull said is on the host until that goes down. A pull that no agent saw the end of, on a host that went
 * down since, may have left a layer that failed its digest check.
 */
const pullEnded = (memory: Memory, { boot, status, signs }: Settled['host']): Memory => {
  const { pulling, ...rest } = memory
  const isUnseen = pulling !== undefined && kernelBootOf(pulling) !== kernelBootOf(boot.id)
  const leftLayer = !status.composefs && (isUnseen || signs.layerCorrupted === true)
  if (leftLayer && memory.unclean !== true) return { ...rest, unclean: true }
  return pulling === undefined ? memory : rest
}

/** They were set again, or the pull that would have cost them did not get so far. */
const argumentsThere = (memory: Memory, { status }: Settled['host']): Memory => {
  const { lostArguments, ...rest } = memory
  return lostArguments !== undefined && hasPendingArguments(status) ? rest : memory
}

const backendIn = ({ status: { composefs } }: Settled['host']): NonNullable<Memory['backend']> =>
  composefs ? 'Composefs' : 'Ostree'

/** No update brings a host to the other backend: it was installed anew, on a disk that kept /var. */
const ofThisInstallation = (memory: Memory, host: Settled['host']): Memory => {
  const { backend } = memory
  return host.status.booted === undefined || backend === undefined || backend === backendIn(host) ? memory : {}
}

/** Reconciles the memory of the attempt with the host. Answers the same object when there is nothing new. */
export const reconcileAttempt = (situation: Situation): Memory => {
  const { host, order, now } = situation
  // A wrong status is not classified: it would count as a fallback.
  if (host.kind !== 'known' || statusLies(host)) return situation.memory
  const own = ofThisInstallation(situation.memory, host)
  const settled = attemptSucceeded(afterReboot({ ...situation, host, memory: own }), host, now)
  const memory = argumentsThere(pullEnded(signatureVerified(settled, host), host), host)
  return order.kind === 'given' ? attemptStarted(memory, order, host) : memory
}
