import { isImage, reportedAt } from '../api/bootc-node-update'
import { cleanText } from '../api/clean-text'
import { between } from '../api/clocks'
import { statusWrittenAt } from '../api/kubernetes'
import type { RolloutSettings } from '../api/rollout-settings'
import { OPERATOR_VERSION } from '../api/version'
import { degradedOf } from './degraded'
import { unheardSince } from './disbelieved'
import { healthOf } from './health'
import { hasLeftByOrder } from './left-by-order'
import {
  hasRebooted,
  isMarked,
  isMarkedFor,
  isUnreadAfterReboot,
  type NodeFailure,
  type NodePhase,
  type NodeTarget,
  type ObservedNode,
} from './observed-node'
import { readyInBootSince } from './verified'

/** An agent that never reported, or is of another version, is still to be pulled and started: it has longer, in seconds. */
const NEVER_REPORTED_SECONDS = 600

/** A failure that comes at `at` (ms since 1970) unless something happens before. */
export interface Deadline {
  readonly at: number
  readonly failure: NodeFailure
}

const deadline = (since: number, seconds: number, failure: NodeFailure): Deadline | undefined =>
  seconds === 0 || Number.isNaN(since) ? undefined : { at: since + seconds * 1000, failure }

/** Since when the agent could act on its order: a node that was down meanwhile has its whole time again. */
const ableSince = ({ member }: ObservedNode, orderedAt: string): number =>
  Math.max(Date.parse(orderedAt), Date.parse(member.readySince ?? orderedAt))

/** An order that the agent has not seen, while its Node is Ready. A node that is down is unavailable, not failed. */
const silence = (node: ObservedNode, target: NodeTarget, settings: RolloutSettings): Deadline | undefined => {
  const { member, order, status } = node
  const seen = status?.observedOrder ?? -1
  // An agent that goes down with its host sees nothing; that has a timeout of its own.
  if (order === undefined || !member.ready || status?.phase === 'Rebooting') return undefined
  if (seen >= order.id) return undefined
  const { agentTimeoutSeconds } = settings
  const isToBeStarted = status === undefined || (status.agentVersion ?? OPERATOR_VERSION) !== OPERATOR_VERSION
  const seconds = isToBeStarted ? Math.max(NEVER_REPORTED_SECONDS, agentTimeoutSeconds) : agentTimeoutSeconds
  const { since } = order
  const message =
    status === undefined
      ? `its agent has never reported, and is awaited since ${since}: is it a bootc host?`
      : `its agent has not acted on the order of ${since} within ${seconds} s (agentTimeoutSeconds)`
  const counts = order.attempt === target.attempt
  const failure = {
    source: 'timeout',
    reason: 'AgentSilent',
    message,
    keepsSlot: false,
    afterReboot: false,
    counts,
    passes: true,
  } as const
  return deadline(ableSince(node, since), seconds, failure)
}

/** An agent that has not spoken in the present boot, of a node that is still to be updated. */
const unheard = (node: ObservedNode, target: NodeTarget, settings: RolloutSettings): Deadline | undefined => {
  const { order, status } = node
  const since = unheardSince(node)
  if (since === undefined || order?.attempt !== target.attempt || isImage(status?.booted, target.digest)) {
    return undefined
  }
  const seconds = Math.max(NEVER_REPORTED_SECONDS, settings.agentTimeoutSeconds)
  const message = `its agent has not reported within ${seconds} s of a boot at ${new Date(since).toISOString()}`
  const failure = {
    source: 'timeout',
    reason: 'AgentSilent',
    message,
    keepsSlot: false,
    afterReboot: false,
    counts: true,
    passes: true,
  } as const
  return deadline(since, seconds, failure)
}

/** Of what an agent says, in characters. */
const LONGEST_CAUSE = 300

/** What its agent said of this very order last, though it went on trying. */
const lastCause = (node: ObservedNode): string => {
  const degraded = degradedOf(node)
  return degraded === undefined ? '' : `: ${degraded.reason}: ${degraded.message.slice(0, LONGEST_CAUSE)}`
}

/**
 * When the download for this very order came further last, by the API server's clock, in ms: an agent writes its report
 * only when something changed. Undefined while none runs, so that one that is broken off again and again has an end.
 */
const cameFurtherAt = ({ update, order, status }: ObservedNode): number | undefined => {
  const isAboutThis = order !== undefined && status?.observedOrder === order.id
  return isAboutThis && status?.progress !== undefined ? statusWrittenAt(update.metadata) : undefined
}

const staging = (node: ObservedNode, { attempt }: NodeTarget, seconds: number): Deadline | undefined => {
  const { member, order } = node
  if (order?.step !== 'Stage' || order.attempt !== attempt || !member.ready) return undefined
  const { since } = order
  const from = cameFurtherAt(node)
  const what =
    from === undefined
      ? `not staged within ${seconds} s of ${since}`
      : `no progress within ${seconds} s of ${new Date(from).toISOString()}`
  const message = `${what} (stageTimeoutSeconds)${lastCause(node)}`
  const failure = {
    source: 'timeout',
    reason: 'StageTimedOut',
    message,
    keepsSlot: false,
    afterReboot: false,
    counts: true,
    passes: true,
  } as const
  return deadline(Math.max(ableSince(node, since), from ?? 0), seconds, failure)
}

const rebooting = (
  node: ObservedNode,
  target: NodeTarget,
  what: 'RebootTimedOut' | 'NotReadyAfterBoot',
  seconds: number,
): Deadline | undefined => {
  const { order } = node
  if (order === undefined) return undefined
  const booted = isUnreadAfterReboot(node) ? 'booted, but its agent cannot read the host' : 'booted, but not Ready'
  const isBack = node.member.ready && hasLeftByOrder(node, target)
  const gone = isBack ? 'in another boot, but its agent has not reported' : 'not back'
  const problem = what === 'RebootTimedOut' ? gone : booted
  const message = `${problem} within ${seconds} s of the order of ${order.since} (rebootTimeoutSeconds)`
  return deadline(Date.parse(order.since), seconds, {
    source: 'timeout',
    reason: what,
    message,
    keepsSlot: true,
    afterReboot: true,
    counts: isMarkedFor(node, target),
  })
}

/** Of what is not met, in characters: it stands in events and in the status of the pool. */
const LONGEST_UNMET = 600

/** Booted and Ready, but not as the pool's `verify` asks: it keeps its slot, and no pod is invited to it. */
const unhealthy = (node: ObservedNode, target: NodeTarget, seconds: number): Deadline | undefined => {
  const { order, member } = node
  const { unmet } = healthOf(node, target.verify)
  if (order === undefined || unmet.length === 0) return undefined
  const since = Math.max(Date.parse(order.since), Date.parse(member.slot?.since ?? order.since))
  const said = cleanText(unmet.join(', '), LONGEST_UNMET)
  return deadline(since, seconds, {
    source: 'timeout',
    reason: 'UnhealthyAfterBoot',
    message: `booted and Ready, but within ${seconds} s (rebootTimeoutSeconds): ${said}`,
    keepsSlot: true,
    afterReboot: true,
    // A retry leaves the node its mark of an earlier attempt, and is another attempt all the same.
    counts: order.attempt === target.attempt,
  })
}

/** What an updated node is waited for: its kubelet first, and then all that `verify` asks. */
const verifying = (node: ObservedNode, target: NodeTarget, seconds: number): Deadline | undefined => {
  const isUp = !isUnreadAfterReboot(node) && readyInBootSince(node) !== undefined
  const due = isUp ? unhealthy(node, target, seconds) : undefined
  return due ?? rebooting(node, target, 'NotReadyAfterBoot', seconds)
}

/**
 * An agent that says of this very order that it cannot go on, without having given the attempt up: its host may be
 * unreadable for a moment only, so that it counts when it lasts.
 */
const stuck = (node: ObservedNode, { attempt }: NodeTarget, seconds: number): Deadline | undefined => {
  const { update, order, status } = node
  const degraded = degradedOf(node)
  if (order?.attempt !== attempt || status?.phase !== 'Failed' || degraded === undefined) return undefined
  const { reason, message, lastTransitionTime } = degraded
  const orderedAt = Date.parse(order.since)
  // The host's clock says when it began; the report that says so was written by the API server's.
  const since = between(orderedAt, Date.parse(lastTransitionTime), reportedAt(update))
  return deadline(since, seconds, {
    source: 'agent',
    reason,
    message,
    keepsSlot: false,
    afterReboot: false,
    counts: true,
  })
}

/** After a reboot it is the new image that may be to blame, and the state of the node is unknown. */
const unread = (node: ObservedNode, target: NodeTarget, seconds: number): Deadline | undefined => {
  const due = isUnreadAfterReboot(node) ? stuck(node, target, seconds) : undefined
  return due && { ...due, failure: { ...due.failure, keepsSlot: true, afterReboot: true } }
}

const deadlinesOf = (
  node: ObservedNode,
  { phase }: NodePhase,
  target: NodeTarget,
  settings: RolloutSettings,
): ReadonlyArray<Deadline | undefined> => {
  const ofAgent = [silence(node, target, settings), stuck(node, target, settings.agentTimeoutSeconds)]
  switch (phase) {
    case 'Pending':
    case 'Staging':
      return [...ofAgent, staging(node, target, settings.stageTimeoutSeconds)]
    case 'NotReporting':
      return [...ofAgent, unheard(node, target, settings)]
    case 'Staged':
    case 'Draining':
    case 'Drained':
      return ofAgent
    case 'Rebooting':
      return [...ofAgent, rebooting(node, target, 'RebootTimedOut', settings.rebootTimeoutSeconds)]
    case 'Verifying':
      return isMarked(node) && hasRebooted(node)
        ? [verifying(node, target, settings.rebootTimeoutSeconds), unread(node, target, settings.agentTimeoutSeconds)]
        : []
    case 'Contested':
    case 'UpToDate':
    case 'CannotRollBack':
    case 'Failed':
    case 'Drifted':
      return []
  }
}

/** The first timeout that ends for a node in this phase; undefined when none runs. All times are persisted ones. */
export const deadlineOf = (
  node: ObservedNode,
  is: NodePhase,
  target: NodeTarget,
  settings: RolloutSettings,
): Deadline | undefined =>
  deadlinesOf(node, is, target, settings).reduce(
    (first, next) => (next !== undefined && (first === undefined || next.at < first.at) ? next : first),
    undefined,
  )
