import { isImage } from '../api/bootc-node-update'
import { quoted } from '../api/clean-text'
import { entryName } from '../api/image-name'
import { isRebootAlive } from '../api/order'
import type { RolloutSettings } from '../api/rollout-settings'
import { patience } from './broken'
import { disbelievedAt } from './disbelieved'
import { findsNoImage } from './finds-no-image'
import { hasLeftByOrder, isAheadOfKubelet } from './left-by-order'
import {
  type FailureSource,
  isMarked,
  isMarkedFor,
  isUnreadAfterReboot,
  type NodePhase,
  type NodeTarget,
  type ObservedNode,
} from './observed-node'
import { PHASES } from './phases'
import { deadlineOf } from './timeouts'
import { verifiedAt } from './verified'

type Failed = Extract<NodePhase, { readonly phase: 'Failed' }>

/** Reasons of an agent, and of marks that were taken away, which say that the node had been rebooted for its target. */
const AFTER_REBOOT: ReadonlySet<string> = new Set([
  'FellBack',
  'FinalizeFailed',
  'StagedLost',
  'RebootTimedOut',
  'NotReadyAfterBoot',
  'UnhealthyAfterBoot',
])

/** As an agent that finds the old image says it itself; by its own word one that ran the target first has succeeded. */
const FELL_BACK = 'FellBack'

const failed = (source: FailureSource, reason: string, message: string): Failed => ({
  phase: 'Failed',
  source,
  reason,
  message,
  keepsSlot: false,
  afterReboot: AFTER_REBOOT.has(reason),
  counts: true,
})

/** What a node says stands in our sentences as a quotation. */
const saidByNode = (message = ''): string => (message === '' ? '' : quoted(message))

/** Failures of this attempt, wherever they are kept. */
const failureOf = (node: ObservedNode, target: NodeTarget): Failed | undefined => {
  const { member, status } = node
  const own = status?.attempt
  if (own?.key === target.attempt && own.outcome === 'Failed') {
    return failed('agent', own.reason ?? 'Unknown', saidByNode(own.message ?? status?.message))
  }
  const hasSucceeded = own?.key === target.attempt && own.outcome === 'Succeeded'
  // It ran the target, and fell back before it was well: then both are true.
  const isKnown = !hasSucceeded || member.failed?.reason === FELL_BACK
  if (member.failed?.attempt === target.attempt && isKnown) {
    return failed('node', member.failed.reason, 'it failed in this attempt before')
  }
  const { drain, slot } = member
  const gaveUp = drain?.id === slot?.id && drain?.state === 'TimedOut'
  if (!isMarkedFor(node, target) || !gaveUp || slot?.bestEffort === true) return undefined
  const left = drain.blockers.map(({ pod, reason }) => `${pod} (${reason})`).join(', ')
  return failed(
    'timeout',
    'DrainTimedOut',
    `not drained since ${slot?.since} (drainTimeoutSeconds)${left && `: ${left}`}`,
  )
}

/** What cannot run there is found out before anybody is drained, and not by a download that fails. */
const wrongArchitecture = ({ member }: ObservedNode, { architectures = [] }: NodeTarget): Failed | undefined => {
  const { architecture } = member
  // A Node that has just registered does not say yet.
  if (architectures.length === 0 || architecture === '' || architectures.includes(architecture)) return undefined
  return failed(
    'image',
    'WrongArchitecture',
    `it is ${architecture}, and the image exists for ${architectures.join(', ')} only`,
  )
}

const drainPhase = ({ member }: ObservedNode): NodePhase => {
  const drain = member.drain?.id === member.slot?.id ? member.drain : undefined
  const gaveUp = drain?.state === 'TimedOut' && member.slot?.bestEffort === true && !member.ready
  if (drain?.state === 'Drained' || gaveUp) return { phase: 'Drained' }
  return {
    phase: 'Draining',
    remaining: drain?.remaining,
    blockers: (drain?.blockers ?? []).map(({ pod, reason }) => `${pod} (${reason})`),
  }
}

/** A mirror or a registry that replicates may not have it yet: it counts once the operator does not find it either. */
const notFound = (node: ObservedNode, target: NodeTarget): Failed | undefined => {
  const said = target.missing === true ? findsNoImage(node, target) : undefined
  return said === undefined ? undefined : failed('image', 'ImageNotFound', `${said}; nor does the operator find it`)
}

const stagingPhase = (node: ObservedNode, target: NodeTarget): NodePhase => {
  const { status, order } = node
  const { digest, image } = target
  if (status?.ready?.digest === digest) return { phase: 'Staged' }
  const missing = notFound(node, target)
  if (missing !== undefined) return missing
  if (status?.phase !== 'Staging' || order?.image !== image) return { phase: 'Pending' }
  return { phase: 'Staging', percent: status.progress?.percent }
}

/**
 * Whether the word of the kubelet is still to come on a failure that its agent reports: a moment later the cluster knows
 * whether the node was rebooted at all, and with that what the failure means for the pool.
 */
const isUnconfirmed = (
  node: ObservedNode,
  target: NodeTarget,
  { failure, settings, now }: { readonly failure: Failed; readonly settings: RolloutSettings; readonly now: Date },
): boolean => {
  const orderedAt = Date.parse(node.order?.since ?? '')
  const isWaiting = failure.afterReboot && isMarkedFor(node, target) && isAheadOfKubelet(node, target)
  return isWaiting && now.getTime() < orderedAt + patience(settings)
}

/** The phase by what is reported alone, without regard to how long it has been so. */
const reportedPhase = (node: ObservedNode, target: NodeTarget, settings: RolloutSettings, now: Date): NodePhase => {
  const { member, status, update } = node
  const marked = isMarked(node)
  if (member.contenders.length > 1 && !marked) return { phase: 'Contested', contenders: member.contenders }
  const unfit = wrongArchitecture(node, target)
  if (status === undefined) return unfit ?? { phase: 'NotReporting' }
  if (target.stays === true) return { phase: 'CannotRollBack' }
  if (isImage(status.booted, target.digest) && status.phase !== 'Rebooting') {
    const at = verifiedAt(node, target, settings.minReadySeconds)
    const isVerified = at !== undefined && now.getTime() >= at
    return { phase: !marked || isVerified ? 'UpToDate' : 'Verifying' }
  }
  const failure = failureOf(node, target)
  if (failure !== undefined) {
    return isUnconfirmed(node, target, { failure, settings, now }) ? { phase: 'Verifying' } : failure
  }
  if (isRebootAlive(update)) return { phase: 'Rebooting' }
  if (isMarkedFor(node, target) && isUnreadAfterReboot(node)) return { phase: 'Verifying' }
  if (unfit !== undefined) return unfit
  if (status.attempt?.key === target.attempt && status.attempt.outcome === 'Succeeded') {
    const booted = status.booted === undefined ? 'nothing known' : entryName(status.booted)
    return leftUnproven(node, target, booted) ?? { phase: 'Drifted', booted }
  }
  return isMarkedFor(node, target) ? drainPhase(node) : stagingPhase(node, target)
}

/** Under its mark a node is proving the target: one that runs another image by then, as greenboot does it, has not. */
const leftUnproven = (node: ObservedNode, target: NodeTarget, booted: string): Failed | undefined =>
  target.verify === undefined || !isMarkedFor(node, target)
    ? undefined
    : failed('agent', FELL_BACK, `it came up with the target, and runs ${booted} by now, before it was well`)

const believedPhase = (node: ObservedNode, target: NodeTarget, settings: RolloutSettings, now: Date): NodePhase => {
  const reported = reportedPhase(node, target, settings, now)
  const at = disbelievedAt(node, settings)
  return at !== undefined && now.getTime() >= at && PHASES[reported.phase].byReport
    ? { phase: 'NotReporting' }
    : reported
}

const timedPhase = (node: ObservedNode, target: NodeTarget, settings: RolloutSettings, now: Date): NodePhase => {
  const reported = believedPhase(node, target, settings, now)
  const due = deadlineOf(node, reported, target, settings)
  const isReadyThere = verifiedAt(node, target, settings.minReadySeconds) !== undefined
  if (due === undefined || now.getTime() < due.at || isReadyThere) return reported
  return { phase: 'Failed', ...due.failure }
}

/** Derived from what is observed each time, never remembered: a phase cannot be out of step with the node. */
export const phaseOf = (node: ObservedNode, target: NodeTarget, settings: RolloutSettings, now: Date): NodePhase => {
  const is = timedPhase(node, target, settings, now)
  return is.phase === 'Failed' ? { ...is, afterReboot: is.afterReboot && hasLeftByOrder(node, target) } : is
}
