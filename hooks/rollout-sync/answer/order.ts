import {
  type BootcNodeUpdate,
  type BootcNodeUpdateSpec,
  digestIn,
  isImage,
  kernelBootOf,
  type RebootOrder,
  type Step,
} from '../../api/bootc-node-update'
import { isRebootAlive } from '../../api/order'
import { isMarked } from '../../node/observed-node'
import { unwantedStaging } from '../../node/unwanted-staging'
import type { Plan } from '../decide/plan'
import type { Observed, PhasedNode } from '../observed'

/** The parts of an order that the decision is about; the rest follows from the rollout and the node. */
interface Decision {
  readonly step: Step
  readonly reboot?: RebootOrder
}

/** An order that this node was given for its present target, on this very machine. */
const presentOrder = ({ update, member, target }: PhasedNode): BootcNodeUpdateSpec | undefined => {
  const spec = update?.spec
  const isPresent = spec?.nodeUID === member.nodeUID && spec.image === target.image && spec.attempt === target.attempt
  return isPresent ? spec : undefined
}

/**
 * A reboot order stays while the mark that it was given under does, and as a dead letter on a finished node, which
 * saves a write. Any other one that the host could still follow goes back to Stage.
 */
const keepsReboot = (node: PhasedNode, order: BootcNodeUpdateSpec): boolean =>
  order.step === 'Reboot' &&
  (isMarked(node)
    ? order.reboot?.mark === node.member.slot?.id
    : node.update !== undefined && !isRebootAlive(node.update))

/**
 * That a failed node was ordered to reboot is what its failure is judged by, as long as the attempt goes on. An order is
 * good for a full reboot after a soft one that failed, so only one for another kernel boot may stay.
 */
const isProof = ({ is, update, status }: PhasedNode, order: BootcNodeUpdateSpec | undefined): boolean => {
  const [from, now] = [order?.reboot?.fromBoot, status?.boot?.id]
  if (is.phase !== 'Failed' || order?.step !== 'Reboot' || update === undefined || isRebootAlive(update)) return false
  return from !== undefined && now !== undefined && kernelBootOf(from) !== kernelBootOf(now)
}

const decide = (node: PhasedNode, plan: Plan): Decision => {
  const order = presentOrder(node)
  if (plan.withdraw.has(node.name) && !isProof(node, order)) return { step: 'Stage' }
  if (order !== undefined && keepsReboot(node, order)) {
    return { step: 'Reboot', reboot: order.reboot }
  }
  if (plan.stage.has(node.name) || order?.step === 'Stage' || order?.step === 'Reboot') return { step: 'Stage' }
  // Its agent guards the host under this order too, and takes away what was staged for another target.
  return { step: 'Observe' }
}

/** Whether a host does nothing more by an order for an earlier target: it has what was asked for, or has given it up. */
const isAtRest = ({ spec }: BootcNodeUpdate, { status }: PhasedNode): boolean => {
  const digest = digestIn(spec.image) ?? ''
  const hasFailed = status?.attempt?.key === spec.attempt && status.attempt.outcome === 'Failed'
  const entries = [status?.booted, status?.staged, status?.rollback]
  return spec.step === 'Observe' || hasFailed || entries.some(entry => isImage(entry, digest))
}

/** Whether anybody's reboot of the host would run an image that is not wanted any more. */
const isArmed = (node: PhasedNode): boolean => unwantedStaging(node)?.locked === false

/**
 * A node that waits for its turn to download keeps its last order, which saves a write. Not when it could still
 * reboot by it, would go on downloading for it, or has that image staged where nothing locks it.
 */
const keepsOldOrder = (node: PhasedNode, plan: Plan): boolean =>
  node.update !== undefined &&
  node.update.spec.nodeUID === node.member.nodeUID &&
  node.is.phase === 'Pending' &&
  !plan.stage.has(node.name) &&
  !plan.withdraw.has(node.name) &&
  !isRebootAlive(node.update) &&
  isAtRest(node.update, node) &&
  !isArmed(node) &&
  presentOrder(node) === undefined

type Comparable = Pick<BootcNodeUpdateSpec, 'step' | 'lock' | 'requireSignature' | 'reboot'>

const isSame = (a: Comparable, b: Comparable): boolean =>
  a.step === b.step &&
  a.lock === b.lock &&
  (a.requireSignature === true) === (b.requireSignature === true) &&
  a.reboot?.mark === b.reboot?.mark &&
  a.reboot?.fromBoot === b.reboot?.fromBoot

/** A host that may still be rebooting does so since its order was given, whatever it is led to meanwhile. */
const rebootsSince = (node: PhasedNode): string | undefined => {
  const { update, member, status } = node
  if (update?.spec.nodeUID !== member.nodeUID || !isMarked(node) || !isRebootAlive(update)) return undefined
  return !member.ready || status?.phase === 'Rebooting' ? update.spec.since : undefined
}

/** The next order of a node. `since` is carried over while the order stays the same, so that rest writes nothing. */
export const nextOrder = (
  node: PhasedNode,
  observed: Observed,
  plan: Plan,
  approved: ReadonlyMap<string, RebootOrder>,
): BootcNodeUpdateSpec => {
  if (node.update !== undefined && keepsOldOrder(node, plan)) return node.update.spec
  const { spec, now } = observed
  const { target } = node
  const granted = approved.get(node.name)
  const decision = granted === undefined ? decide(node, plan) : { step: 'Reboot' as const, reboot: granted }
  const signed = spec.requireSignature === true ? { requireSignature: true } : {}
  const next = { ...decision, ...signed, lock: spec.rollout.strategy !== 'StageOnly' }
  const old = plan.ask.has(node.name) ? undefined : presentOrder(node)
  return {
    nodeUID: node.member.nodeUID,
    pool: spec.pool,
    image: target.image,
    since: old !== undefined && isSame(old, next) ? old.since : (rebootsSince(node) ?? now.toISOString()),
    attempt: target.attempt,
    ...next,
  }
}
