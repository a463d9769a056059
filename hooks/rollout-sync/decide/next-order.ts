import { digestIn, type HostOrder, isImage, type RebootOrder, type Step } from '../../api/bootc-node-update'
import { isRebootAlive, type OrderContent } from '../../api/order'
import { isMarked } from '../../node/observed-node'
import { unwantedStaging } from '../../node/unwanted-staging'
import { verifyOf } from '../../node/unwell'
import type { Observed, PhasedNode } from '../observed'
import { isProof } from './is-proof'
import { isRebootOver } from './is-reboot-over'
import type { Plan } from './plan'
import { presentOrder } from './present-order'

/** The parts of an order that the decision is about; the rest follows from the rollout and the node. */
interface Decision {
  readonly step: Step
  readonly reboot?: RebootOrder
}

/**
 * A reboot order stays while the mark that it was given under does, and as a dead letter on a finished node, which
 * saves a write. Any other one that the host could still follow goes back to Stage.
 */
const keepsReboot = (node: PhasedNode, order: HostOrder): boolean =>
  order.step === 'Reboot' && (isMarked(node) ? order.reboot?.mark === node.member.slot?.id : isRebootOver(node, order))

const decide = (node: PhasedNode, plan: Plan): Decision => {
  const order = presentOrder(node)
  if (plan.withdraw.has(node.name) && !isProof(node)) return { step: 'Stage' }
  if (plan.hold.has(node.name) && isRebootAlive(node.update)) return { step: 'Stage' }
  if (order !== undefined && keepsReboot(node, order)) {
    return { step: 'Reboot', reboot: order.reboot }
  }
  if (plan.stage.has(node.name) || order?.step === 'Stage' || order?.step === 'Reboot') return { step: 'Stage' }
  // Its agent guards the host under this order too, and takes away what was staged for another target.
  return { step: 'Observe' }
}

/** Whether a host does nothing more by an order for an earlier target: it has what was asked for, or has given it up. */
const isAtRest = ({ status }: PhasedNode, order: HostOrder): boolean => {
  const digest = digestIn(order.image) ?? ''
  const hasFailed = status?.attempt?.key === order.attempt && status.attempt.outcome === 'Failed'
  const entries = [status?.booted, status?.staged, status?.rollback]
  return order.step === 'Observe' || hasFailed || entries.some(entry => isImage(entry, digest))
}

/** Whether anybody's reboot of the host would run an image that is not wanted any more. */
const isArmed = (node: PhasedNode): boolean => unwantedStaging(node)?.locked === false

/**
 * A node that waits for its turn to download keeps its last order, which saves a write. Not when it could still
 * reboot by it, would go on downloading for it, or has that image staged where nothing locks it.
 */
const keepsOldOrder = (node: PhasedNode, order: HostOrder, plan: Plan): boolean =>
  order.pool === node.member.pool &&
  node.is.phase === 'Pending' &&
  !plan.stage.has(node.name) &&
  !plan.withdraw.has(node.name) &&
  !isRebootAlive(node.update) &&
  isAtRest(node, order) &&
  !isArmed(node) &&
  presentOrder(node) === undefined

type Comparable = Pick<HostOrder, 'step' | 'lock' | 'requireSignature' | 'reboot'>

const isSame = (a: Comparable, b: Comparable): boolean =>
  a.step === b.step &&
  a.lock === b.lock &&
  (a.requireSignature === true) === (b.requireSignature === true) &&
  a.reboot?.mark === b.reboot?.mark &&
  a.reboot?.fromBoot === b.reboot?.fromBoot

/** A host that may still be rebooting does so since its order was given, whatever it is led to meanwhile. */
const rebootsSince = (node: PhasedNode): string | undefined => {
  const { update, order, member, status } = node
  if (!isMarked(node) || !isRebootAlive(update)) return undefined
  return !member.ready || status?.phase === 'Rebooting' ? order?.since : undefined
}

/** Whatever the step, so that it is known before a node is drained whether its agent reports them. */
const wantedUnits = ({ rollout }: Observed['spec']): HostOrder['verify'] => {
  const systemdUnits = verifyOf(rollout)?.systemdUnits ?? []
  return systemdUnits.length === 0 ? undefined : { systemdUnits }
}

/** What the order of a node is to say. `since` is carried over while that stays the same, so that rest writes nothing. */
export const nextOrder = (
  node: PhasedNode,
  observed: Observed,
  plan: Plan,
  approved: ReadonlyMap<string, RebootOrder>,
): OrderContent => {
  if (node.order !== undefined && keepsOldOrder(node, node.order, plan)) return node.order
  const { spec, now } = observed
  const { target } = node
  const granted = approved.get(node.name)
  const { step, reboot } = granted === undefined ? decide(node, plan) : { step: 'Reboot' as const, reboot: granted }
  const requireSignature = spec.requireSignature === true || undefined
  const next = { step, reboot, requireSignature, lock: spec.rollout.strategy !== 'StageOnly' }
  const old = plan.ask.has(node.name) ? undefined : presentOrder(node)
  return {
    pool: spec.pool,
    image: target.image,
    since: old !== undefined && isSame(old, next) ? old.since : (rebootsSince(node) ?? now.toISOString()),
    attempt: target.attempt,
    ...next,
    verify: wantedUnits(spec),
  }
}
