import { asWord, cleanText, quoted } from '../../api/clean-text'
import { unheardSince } from '../../node/disbelieved'
import { FAILED_BEFORE } from '../../node/node-phase'
import { isMarked, isUnreadAfterReboot } from '../../node/observed-node'
import { unwantedStaging } from '../../node/unwanted-staging'
import { verifiedAt } from '../../node/verified'
import type { Observed, PhasedNode } from '../observed'
import type { Plan } from './plan'
import { unavailability } from './unavailable'

/** Characters of what an agent, a pod or a pool is quoted with in a list of nodes. */
const MOST_QUOTED = 120

/** What a node waits for, in the order in which the groups of nodes are told. */
export const OBSTACLES = {
  Draining: 'Draining',
  Drained: 'Drained',
  Rebooting: 'Rebooting',
  Verifying: 'Verifying',
  Withdrawing: 'giving the slot back',
  Uncordoning: 'about to be uncordoned',
  Failed: 'failed',
  CannotStage: 'cannot stage yet',
  Silent: 'without a report of the agent',
  Unheard: 'in another boot than the last report of the agent',
  NotReady: 'NotReady',
  Cordoned: 'cordoned by someone else',
  Contested: 'claimed by several pools: change a selector',
  Drifted: 'updated before, but another image was booted by hand since: set rollout.retry to update again',
  Held: 'held',
  Unstaging: 'still to remove a staged image that is not wanted',
  CannotRollBack: 'not taken back: nobody knows what ran before',
  Staging: 'staging',
  Turn: 'waiting to download',
  Slot: 'waiting to start',
} as const

export type ObstacleKind = keyof typeof OBSTACLES

/** Why a node is not where it should be. `since` is a persisted time, so that a repeated sync says the same. */
export interface Obstacle {
  readonly kind: ObstacleKind
  readonly since?: string
  /** What is known besides: the reason of an agent, pods that block a drain. */
  readonly detail?: string
}

/** Only somebody else can end these: the rollout has nothing left to do about the node. */
const BY_OTHERS: ReadonlySet<ObstacleKind> = new Set([
  'Unheard',
  'NotReady',
  'Cordoned',
  'Contested',
  'Drifted',
  'Failed',
  'Held',
  'CannotRollBack',
])

export const waitsForOthers = ({ kind }: Obstacle): boolean => BY_OTHERS.has(kind)

/** Why the agent cannot go on with its present order, in its own words. */
const complaintOf = ({ status, update }: PhasedNode): string | undefined => {
  if (status?.observedGeneration !== update?.metadata.generation) return undefined
  const degraded = status?.conditions?.find(({ type, status: is }) => type === 'Degraded' && is === 'True')
  return degraded && `${asWord(degraded.reason)}: ${quoted(cleanText(degraded.message, MOST_QUOTED))}`
}

const detailed = (kind: ObstacleKind, detail: string | undefined, since?: string): Obstacle => ({
  kind,
  ...(detail ? { detail } : {}),
  ...(since === undefined ? {} : { since }),
})

const orderedSince = ({ update }: PhasedNode): string | undefined => update?.spec.since

const drainDetail = ({ is }: PhasedNode): string | undefined => {
  if (is.phase !== 'Draining') return undefined
  const left = is.remaining === 1 ? '1 pod' : `${is.remaining ?? 'some'} pods`
  return is.blockers.length === 0
    ? `${left} left`
    : `${left} left, blocked by ${cleanText(is.blockers.join(', '), 2 * MOST_QUOTED)}`
}

const verifyDetail = (node: PhasedNode, { spec }: Observed): string => {
  const at = verifiedAt(node, node.target, spec.rollout.minReadySeconds)
  if (isUnreadAfterReboot(node)) return complaintOf(node) ?? 'its agent has not read yet what it runs'
  return at === undefined ? 'not Ready yet' : `Ready for long enough at ${secondsOf(new Date(at).toISOString())}`
}

/** A failure that only the Node still tells of keeps the sentence that it was told with first. */
export const sentenceOf = (
  name: string,
  { reason, message }: { readonly reason: string; readonly message: string },
  { rollout }: Observed,
): string => {
  if (message !== FAILED_BEFORE) return message
  const known = rollout.status?.failed?.find(failed => failed.node === name && failed.reason === reason)
  return known?.message ?? message
}

/** Seconds are enough for people. */
export const secondsOf = (time: string): string => time.replace(/\.\d+Z$/, 'Z')

/** A node that is down or cordoned without our mark can be moved by nobody here, whatever else it needs. */
const unavailable = (node: PhasedNode): Obstacle | undefined => {
  if (isMarked(node) && node.member.ready) return undefined
  const cordon = node.member.unschedulable && !isMarked(node) ? 'also cordoned' : undefined
  if (!node.member.ready) return detailed('NotReady', cordon, node.member.readySince)
  return unavailability(node) === 'is cordoned' ? { kind: 'Cordoned' } : undefined
}

const staging = (node: PhasedNode, plan: Plan): Obstacle => {
  const complaint = complaintOf(node)
  if (complaint !== undefined) return detailed('CannotStage', complaint, orderedSince(node))
  // Ordered, whether or not its agent has begun: an agent that does not is reported as silent.
  return plan.stage.has(node.name) && node.update?.spec.step === 'Stage'
    ? detailed('Staging', undefined, orderedSince(node))
    : { kind: 'Turn' }
}

/**
 * Why a node is not where it should be, and since when; undefined when it is. The one decision about it: whatever tells
 * people why a node does not move asks here.
 */
export const obstacleOf = (node: PhasedNode, observed: Observed, plan: Plan): Obstacle | undefined => {
  const { is, member } = node
  if (is.phase === 'Failed')
    return detailed('Failed', cleanText(`${is.reason}: ${sentenceOf(node.name, is, observed)}`, 2 * MOST_QUOTED))
  const withdrawn = plan.withdraw.get(node.name)
  if (withdrawn !== undefined) {
    // A gate is told by itself.
    const why = withdrawn === plan.closed?.message ? undefined : cleanText(withdrawn, MOST_QUOTED)
    return detailed('Withdrawing', why, member.slot?.since)
  }
  switch (is.phase) {
    case 'UpToDate':
    case 'CannotRollBack': {
      if (isMarked(node)) return detailed('Uncordoning', undefined, member.slot?.since)
      if (unwantedStaging(node) !== undefined) return detailed('Unstaging', complaintOf(node))
      return is.phase === 'CannotRollBack' ? { kind: 'CannotRollBack' } : undefined
    }
    case 'Drifted':
      return { kind: 'Drifted' }
    case 'Contested':
      return detailed(
        'Contested',
        `of pool ${member.pool}, also of ${is.contenders.filter(pool => pool !== member.pool).join(', ')}`,
      )
    case 'Draining':
      return detailed('Draining', drainDetail(node), member.slot?.since)
    case 'Drained':
      return detailed('Drained', complaintOf(node), member.slot?.since)
    case 'Rebooting':
      return detailed('Rebooting', complaintOf(node), orderedSince(node))
    case 'Verifying':
      return detailed('Verifying', verifyDetail(node, observed), orderedSince(node))
    case 'NotReporting': {
      const booted = unheardSince(node)
      if (booted !== undefined) return detailed('Unheard', undefined, new Date(booted).toISOString())
      return unavailable(node) ?? detailed('Silent', undefined, orderedSince(node))
    }
    case 'Pending':
    case 'Staging':
      return unavailable(node) ?? staging(node, plan)
    case 'Ready': {
      const held = member.holds.length === 0 ? undefined : detailed('Held', member.holds.join(', '))
      return unavailable(node) ?? held ?? { kind: 'Slot' }
    }
  }
}
