import { asWord, cleanText, quoted } from '../../api/clean-text'
import { unheardSince } from '../../node/disbelieved'
import { type Failure, isMarked, isUnreadAfterReboot } from '../../node/observed-node'
import { unwantedStaging } from '../../node/unwanted-staging'
import { verifiedAt } from '../../node/verified'
import type { Observed, PhasedNode } from '../observed'
import type { Plan } from './plan'
import { unavailability } from './unavailable'

/** Characters of what an agent, a pod or a pool is quoted with in a list of nodes. */
const MOST_QUOTED = 120

/** What is said of a node, after its name; in the order in which the groups of nodes are named. */
export const OBSTACLES = {
  Draining: 'is draining',
  Drained: 'is drained',
  Rebooting: 'is rebooting',
  Verifying: 'is being verified',
  Withdrawing: 'is being withdrawn',
  Uncordoning: 'is about to be uncordoned',
  Failed: 'failed',
  CannotStage: 'cannot stage yet',
  NotReporting: 'has no report of an agent yet',
  SilentSinceBoot: 'rebooted, and no agent has reported since',
  NotReady: 'is NotReady',
  Cordoned: 'is cordoned by someone else',
  Held: 'is held',
  Contested: 'is claimed by several pools: change a selector',
  Drifted: 'was updated, but another image was booted by hand since: set rollout.retry to update again',
  StagedUnwanted: 'has a staged image that is not wanted',
  CannotRollBack: 'cannot roll back: no previous image is known',
  Staging: 'is staging',
  WaitingToStage: 'is waiting to download',
  WaitingForSlot: 'is waiting for a slot',
  DownAfterUpdate: 'is NotReady',
} as const

export type ObstacleKind = keyof typeof OBSTACLES

/** Why a node is not where it should be. `since` is a persisted time, so that a repeated sync says the same. */
export interface Obstacle {
  readonly kind: ObstacleKind
  readonly since?: string
  /** What is known besides: the reason of an agent, pods that block a drain. */
  readonly detail?: string
}

/** Only an admin or another tool can end these: the rollout has nothing left to do about the node. */
const BY_OTHERS: ReadonlySet<ObstacleKind> = new Set([
  'SilentSinceBoot',
  'NotReady',
  'Cordoned',
  'Held',
  'Contested',
  'Drifted',
  'Failed',
  'CannotRollBack',
])

/** The rollout goes on without these nodes: they get no slot for now. */
const SKIPPED: ReadonlySet<ObstacleKind> = new Set(['NotReady', 'Cordoned', 'Held'])

const PLURAL: Readonly<Record<string, string>> = { is: 'are', has: 'have', was: 'were' }

/** What is said of so many nodes, after their names. */
export const clauseOf = (kind: ObstacleKind, nodes: number): string =>
  nodes === 1 ? OBSTACLES[kind] : OBSTACLES[kind].replace(/^\w+/, verb => PLURAL[verb] ?? verb)

/** `names` of nodes that all wait for the same, and what they wait for. */
export const sentenceAbout = (kind: ObstacleKind, names: string, nodes: number): string =>
  `${SKIPPED.has(kind) ? 'skipped: ' : ''}${names} ${clauseOf(kind, nodes)}`

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

/** A failure that only the Node records any more keeps the sentence that the status has of it. */
export const sentenceOf = (name: string, { source, reason, message }: Failure, { rollout }: Observed): string => {
  if (source !== 'node') return message
  const known = rollout.status?.failed?.find(failed => failed.node === name && failed.reason === reason)
  return known?.message ?? message
}

/** Seconds are enough for people. */
export const secondsOf = (time: string): string => time.replace(/\.\d+Z$/, 'Z')

/** A node that is down or cordoned without a mark cannot be moved on, whatever else it needs. */
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
    : { kind: 'WaitingToStage' }
}

/**
 * Why a node is not where it should be, and since when; undefined when it is. The one decision about it: whatever reports
 * people why a node does not move asks here.
 */
export const obstacleOf = (node: PhasedNode, observed: Observed, plan: Plan): Obstacle | undefined => {
  const { is, member } = node
  if (is.phase === 'Failed')
    return detailed('Failed', cleanText(`${is.reason}: ${sentenceOf(node.name, is, observed)}`, 2 * MOST_QUOTED))
  const withdrawn = plan.withdraw.get(node.name)
  if (withdrawn !== undefined) {
    // A gate has its own message.
    const why = withdrawn === plan.closed?.message ? undefined : cleanText(withdrawn, MOST_QUOTED)
    return detailed('Withdrawing', why, member.slot?.since)
  }
  switch (is.phase) {
    case 'UpToDate':
    case 'CannotRollBack': {
      if (isMarked(node)) return detailed('Uncordoning', undefined, member.slot?.since)
      if (unwantedStaging(node) !== undefined) return detailed('StagedUnwanted', complaintOf(node))
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
      if (booted !== undefined) return detailed('SilentSinceBoot', undefined, new Date(booted).toISOString())
      return unavailable(node) ?? detailed('NotReporting', undefined, orderedSince(node))
    }
    case 'Pending':
    case 'Staging':
      return unavailable(node) ?? staging(node, plan)
    case 'Ready': {
      const held = member.holds.length === 0 ? undefined : detailed('Held', member.holds.join(', '))
      return unavailable(node) ?? held ?? { kind: 'WaitingForSlot' }
    }
  }
}
