import type { RolloutPhase } from '../api/bootc-rollout'
import type { Outcome } from './act'
import { seemsComplete } from './act'
import { named } from './named'
import type { Observed, PhasedNode } from './observed'
import { isMarked } from './observed-node'
import type { Plan } from './plan'
import { unavailability } from './unavailable'
import { unwantedStaging } from './unwanted-staging'
import { verifiedAt } from './verified'

export interface Headline {
  readonly phase: RolloutPhase
  /** What is awaited, on whom, since when. */
  readonly message: string
}

type PhaseName = PhasedNode['is']['phase']

export const inPhase = ({ nodes }: Observed, ...phases: ReadonlyArray<PhaseName>): ReadonlyArray<PhasedNode> =>
  nodes.filter(({ is }) => phases.includes(is.phase))

/** Phases of a node that is being taken to its target. */
export const UPDATING: ReadonlyArray<PhaseName> = ['Draining', 'Drained', 'Rebooting', 'Verifying']

/** Complete: at least one node, as many as Nodes that match right now, every one up to date. */
export const isComplete = (observed: Observed, { matchingNodes }: Outcome): boolean =>
  seemsComplete(observed) && matchingNodes === observed.nodes.length

/** Seconds are enough for people. */
const shown = (time: string): string => time.replace(/\.\d+Z$/, 'Z')

const drainNote = ({ is }: PhasedNode): string => {
  if (is.phase !== 'Draining') return ''
  const blocked = is.blockers.length > 0 ? `, blocked by ${is.blockers.join(', ')}` : ''
  const left = is.remaining === 1 ? '1 pod' : `${is.remaining ?? 'some'} pods`
  return ` (${left} left${blocked})`
}

const untilNote = (node: PhasedNode, { spec, now }: Observed): string => {
  if (node.is.phase !== 'Verifying') return ''
  const at = verifiedAt(node, node.target, spec.rollout.minReadySeconds, now)
  return at === undefined ? ' (not Ready yet)' : ` (Ready for long enough at ${shown(new Date(at).toISOString())})`
}

const sinceOf = ({ is, member, update }: PhasedNode): string | undefined =>
  is.phase === 'Draining' || is.phase === 'Drained' ? member.slot?.since : update?.spec.since

const movingNote = (node: PhasedNode, observed: Observed): string => {
  const since = sinceOf(node)
  return `${node.name} ${node.is.phase}${since ? ` since ${shown(since)}` : ''}${drainNote(node)}${untilNote(node, observed)}`
}

/** Nodes that run their target, and have another image staged that their agents are to remove; why they have not. */
const stillStaged = (observed: Observed): ReadonlyArray<string> => {
  const names = inPhase(observed, 'UpToDate', 'Stays').flatMap(node => {
    if (unwantedStaging(node) === undefined) return []
    const degraded = node.status?.conditions?.find(({ type, status }) => type === 'Degraded' && status === 'True')
    return [degraded === undefined ? node.name : `${node.name} (${degraded.reason})`]
  })
  return names.length === 0 ? [] : [`waiting for ${named(names)} to remove a staged image that is not wanted`]
}

/** Nodes that nobody moves, with the reason: they need somebody to look. */
const standing = (observed: Observed): ReadonlyArray<string> => {
  const of = (phase: PhaseName, text: string): ReadonlyArray<string> => {
    const names = inPhase(observed, phase).map(({ name }) => name)
    return names.length === 0 ? [] : [`${named(names)} ${text}`]
  }
  const down = observed.nodes.flatMap(node => {
    const why = node.is.phase === 'Ready' && !isMarked(node) ? unavailability(node) : undefined
    return why === undefined ? [] : [`${node.name} ${why}`]
  })
  const held = observed.nodes.filter(({ member, is }) => is.phase === 'Ready' && member.holds.length > 0)
  return [
    ...of('Contested', 'claimed by several pools: change a selector'),
    ...of('Drifted', 'updated before, but another image was booted by hand since: set rollout.retry to update again'),
    ...of('Stays', 'not taken back: nobody knows what ran before'),
    ...(down.length === 0 ? [] : [`${named(down)}: passed over`]),
    ...held.map(({ name, member }) => `${name} held (${member.holds.join(', ')})`),
  ]
}

const progressOf = (observed: Observed, { waiting }: Outcome): string => {
  const total = observed.nodes.length
  const moving = inPhase(observed, ...UPDATING).map(node => movingNote(node, observed))
  const there = inPhase(observed, 'UpToDate').length
  const goal = observed.direction === 'there' ? 'run the target' : 'run what they ran before'
  return [
    `${there} of ${total} nodes ${goal}`,
    ...(moving.length > 0 ? [named(moving)] : []),
    ...stillStaged(observed),
    ...standing(observed),
    ...waiting,
  ].join('; ')
}

const whyBack = ({ spec, verdicts }: Observed): string =>
  spec.cancelled ? 'rollout.cancelledDigest gives the target up' : (verdicts[0]?.message ?? 'nodes failed')

const finished = (observed: Observed): Headline => {
  const total = observed.nodes.length
  if (observed.direction === 'there') return { phase: 'Completed', message: `all ${total} nodes run the target` }
  const stays = inPhase(observed, 'Stays').length
  const message = `${total - stays} of ${total} nodes run what they ran before; ${[whyBack(observed), ...standing(observed)].join('; ')}`
  return { phase: 'Returned', message }
}

/** What the rollout is at, in one word and one sentence. */
export const headlineOf = (observed: Observed, plan: Plan, outcome: Outcome): Headline => {
  const total = observed.nodes.length
  if (total === 0) return { phase: 'Waiting', message: 'no node is in the pool' }
  if (isComplete(observed, outcome)) return finished(observed)
  const progress = progressOf(observed, outcome)
  if (seemsComplete(observed)) {
    const matching = outcome.matchingNodes ?? 'an unknown number of'
    return { phase: 'Progressing', message: `${progress}, but ${matching} Nodes match the pool` }
  }
  const back = observed.direction === 'back' ? `; going back: ${whyBack(observed)}` : ''
  const waits = plan.closed === undefined ? '' : `; ${plan.closed.message}`
  const moving = observed.direction === 'back' ? 'Returning' : 'Progressing'
  const phase = plan.closed === undefined || plan.closed.phase === 'Progressing' ? moving : plan.closed.phase
  return { phase, message: `${progress}${waits}${back}` }
}
