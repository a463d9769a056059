import type { RolloutPhase } from '../../api/bootc-rollout'
import { cleanText } from '../../api/clean-text'
import { groupedBy } from '../../api/grouped-by'
import type { Reason } from '../../api/reasons'
import { wholeSeconds } from '../../api/whole-seconds'
import { NODE_PHASES, type NodePhaseName, PHASES } from '../../node/phases'
import type { ActOutcome } from '../act/act'
import { seemsComplete } from '../act/act'
import { isUrgent } from '../decide/is-urgent'
import { type Obstacle, obstacleOf, waitsForOthers } from '../decide/obstacle'
import { OBSTACLE_REASONS, type ObstacleReason, sentenceAbout } from '../decide/obstacles'
import type { Plan } from '../decide/plan'
import { stepNote } from '../decide/step-gate'
import { unfinishedReason } from '../decide/unfinished-reason'
import { whyBack } from '../decide/why-back'
import { nodeTargetName } from '../image-names'
import { listAlike, type NodeNote } from '../list-alike'
import { listNames } from '../list-names'
import type { Observed, PhasedNode } from '../observed'

export interface Headline {
  readonly phase: RolloutPhase
  /** Why it is there, in one word. */
  readonly reason: Reason
  /** What the pool is waiting for, on which node, and since when. */
  readonly message: string
  /** Nodes that the rollout cannot move on by itself. */
  readonly leftBehind: number
}

export const inPhase = ({ nodes }: Observed, ...phases: ReadonlyArray<NodePhaseName>): ReadonlyArray<PhasedNode> =>
  nodes.filter(({ is }) => phases.includes(is.phase))

/** Phases of a node that is being taken to its target. */
export const UPDATING: ReadonlyArray<NodePhaseName> = NODE_PHASES.filter(phase => PHASES[phase].takesSlot)

/** Complete: at least one node, as many as Nodes that match right now, every one up to date. */
export const isComplete = (observed: Observed, { matchingNodes }: ActOutcome): boolean =>
  seemsComplete(observed) && matchingNodes === observed.nodes.length

/** Characters of one part of the message, and of all of it: it stands in several conditions of two objects. */
const MOST_PART = 400
const MOST_MESSAGE = 1500

/** Characters of the pods that block a drain. */
const MOST_BLOCKERS = 240

const sinceNote = ({ since }: Obstacle): string => (since === undefined ? '' : `since ${wholeSeconds(since)}`)

const noted = (...notes: ReadonlyArray<string>): string => {
  const said = notes.filter(note => note !== '')
  return said.length === 0 ? '' : ` (${said.join('; ')})`
}

/** A node that is being taken to its target has a clause of its own, one that waits beside all that wait for the same. */
const isMoving = ({ reason }: Obstacle): boolean => (UPDATING as ReadonlyArray<string>).includes(reason)

const detailText = ({ detail = '', blockers = [] }: Obstacle): string =>
  blockers.length === 0 ? detail : `${detail}, blocked by ${cleanText(blockers.join(', '), MOST_BLOCKERS)}`

const movingNote = (name: string, obstacle: Obstacle): string => {
  const since = sinceNote(obstacle)
  return `${name} ${obstacle.reason}${since && ` ${since}`}${noted(detailText(obstacle))}`
}

interface Waiting {
  readonly node: PhasedNode
  readonly obstacle: Obstacle
}

/** With what was found out just now about an agent that has never reported. */
const withNote = (obstacle: Obstacle | undefined, note: string | undefined): Obstacle | undefined =>
  obstacle === undefined || note === undefined
    ? obstacle
    : { ...obstacle, detail: `${obstacle.detail ?? 'is it a bootc host?'} ${note}` }

/** Every node that is not where it should be, with what it waits for now that the effects of this call are done. */
const waitingNodes = (
  observed: Observed,
  plan: Plan,
  { released, marked, agents }: ActOutcome,
): ReadonlyArray<Waiting> => {
  const [free, begun] = [released, marked].map(nodes => new Set(nodes.map(({ name }) => name)))
  return observed.nodes.flatMap(node => {
    if (node.is.phase === 'UpToDate' && free?.has(node.name)) return []
    const obstacle = begun?.has(node.name)
      ? ({ reason: 'Draining' } as const)
      : withNote(obstacleOf(node, observed, plan), agents.get(node.name))
    return obstacle === undefined ? [] : [{ node, obstacle }]
  })
}

/** Causes of failures are long, and often the same. */
const listed = (reason: ObstacleReason, notes: ReadonlyArray<NodeNote>): string =>
  reason === 'Failed' ? listAlike(notes) : listNames(notes.map(({ name, note }) => name + note))

const noteOf = ({ node, obstacle }: Waiting): NodeNote => ({
  name: node.name,
  note: noted(obstacle.detail ?? '', sinceNote(obstacle)),
})

/** One clause for each kind of obstacle, with the nodes that have it. */
const clausesOf = (waiting: ReadonlyArray<Waiting>): ReadonlyArray<string> => {
  const moving = waiting.filter(({ obstacle }) => isMoving(obstacle))
  const clauses = groupedBy(
    waiting.filter(({ obstacle }) => !isMoving(obstacle)),
    ({ obstacle }) => obstacle.reason,
  )
  return [
    ...(moving.length > 0 ? [listNames(moving.map(({ node, obstacle }) => movingNote(node.name, obstacle)))] : []),
    ...OBSTACLE_REASONS.flatMap(reason => {
      const notes = clauses.get(reason)?.map(noteOf)
      return notes === undefined ? [] : [sentenceAbout(reason, listed(reason, notes), notes.length)]
    }),
  ]
}

/** As many clauses as there is room for beside what has to be said; of the rest their number. */
const fitting = (head: string, clauses: ReadonlyArray<string>, tail: ReadonlyArray<string>): string => {
  const last = tail.map(part => cleanText(part, MOST_PART))
  let room = MOST_MESSAGE - [head, ...last].join('; ').length
  const told = clauses.filter(clause => {
    const fits = clause.length + 2 <= room
    if (fits) room -= clause.length + 2
    return fits
  })
  const left = clauses.length - told.length
  const more = left === 0 ? [] : [`${left} more obstacles, see kubectl get bootcnodeupdates`]
  return [head, ...told, ...more, ...last].join('; ')
}

/** The other pool says the same of these nodes, which it owns. */
const contest = ({ contended }: Observed): ReadonlyArray<string> =>
  contended.length === 0
    ? []
    : [
        sentenceAbout(
          'Contested',
          listNames(contended.map(({ name, owner }) => `${name} (of pool ${owner})`)),
          contended.length,
        ),
      ]

/** What a pool went back to, where it is one image for all. */
const wayBackOf = (observed: Observed): string => {
  const stay = new Set(inPhase(observed, 'CannotRollBack'))
  const names = new Set(observed.nodes.filter(node => !stay.has(node)).map(node => nodeTargetName(node, observed)))
  const [name] = names
  return names.size === 1 && name !== undefined ? `are back on ${name}` : 'are back on what they ran before'
}

const goalOf = (observed: Observed): string =>
  observed.direction === 'target' ? 'run the target' : wayBackOf(observed)

/** What is wrong with a pool that has nothing to do is said at once: its next rollout would not start. */
const restReason = ({ closed }: Plan, otherwise: Reason): { readonly reason: Reason; readonly gate: string[] } =>
  closed?.reason === 'InvalidWindow' || closed?.reason === 'BeingDeleted'
    ? { reason: closed.reason, gate: [closed.message] }
    : { reason: otherwise, gate: [] }

const finished = (observed: Observed, plan: Plan, clauses: ReadonlyArray<string>): Omit<Headline, 'leftBehind'> => {
  const total = observed.nodes.length
  if (observed.direction === 'target') {
    const { reason, gate } = restReason(plan, 'UpToDate')
    return { phase: 'Completed', reason, message: fitting(`all ${total} nodes run the target`, clauses, gate) }
  }
  const { reason, gate } = restReason(plan, observed.spec.cancelled ? 'Cancelled' : 'RolledBack')
  const stays = inPhase(observed, 'CannotRollBack').length
  const head = `${total - stays} of ${total} nodes ${goalOf(observed)}`
  const why = cleanText(whyBack(observed), MOST_PART)
  return { phase: 'RolledBack', reason, message: fitting(`${head}; ${why}`, clauses, gate) }
}

/** No node moves, and each that is not there yet waits for an admin: for what comes next the rollout has ended. */
const isOver = (observed: Observed, leftBehind: number): boolean =>
  leftBehind > 0 &&
  inPhase(observed, 'UpToDate').length + leftBehind === observed.nodes.length &&
  observed.steps.going?.progress.reachedAt === undefined

const described = (
  observed: Observed,
  plan: Plan,
  {
    outcome,
    waiting,
    leftBehind,
  }: { readonly outcome: ActOutcome; readonly waiting: ReadonlyArray<Waiting>; readonly leftBehind: number },
): Omit<Headline, 'leftBehind'> => {
  const total = observed.nodes.length
  if (total === 0) {
    const { reason, gate } = restReason(plan, observed.contended.length > 0 ? 'Contested' : 'NoNodes')
    return { phase: 'Waiting', reason, message: fitting('no node is in the pool', contest(observed), gate) }
  }
  const clauses = [...clausesOf(waiting), ...contest(observed)]
  if (isComplete(observed, outcome)) return finished(observed, plan, clauses)
  const urgent = isUrgent(observed) ? 'urgent: ' : ''
  const head = `${urgent}${inPhase(observed, 'UpToDate').length} of ${total} nodes ${goalOf(observed)}`
  const waits = outcome.waiting.length === 0 ? [] : [listNames(outcome.waiting)]
  if (seemsComplete(observed)) {
    const matching = outcome.matchingNodes ?? 'an unknown number of'
    const rest = [...waits, `but ${matching} Nodes match the pool`]
    return { phase: 'Progressing', reason: 'NodesJoining', message: fitting(head, clauses, rest) }
  }
  const back = observed.direction === 'previous' ? [`going back: ${whyBack(observed)}`] : []
  const gate = plan.closed === undefined ? [] : [plan.closed.message]
  const step = [stepNote(observed, plan.closed) ?? []].flat()
  const moving = observed.direction === 'previous' ? 'RollingBack' : 'Progressing'
  const phase = plan.closed === undefined || plan.closed.phase === 'Progressing' ? moving : plan.closed.phase
  const ended = isOver(observed, leftBehind)
  const obstacles = waiting.map(({ obstacle }) => obstacle)
  const reason = unfinishedReason(observed, { obstacles, closed: plan.closed, isOver: ended })
  const over = ended ? ['nothing else is left to do'] : []
  const rest = [...waits, ...step, ...gate, ...back, ...over]
  // Its mark went in this very call, so that it counts as done in the next one.
  const last = clauses.length + rest.length === 0 ? ['the last one was uncordoned just now'] : []
  return { phase, reason, message: fitting(head, clauses, [...rest, ...last]) }
}

/** What the rollout is at, in one word and one sentence. */
export const headlineOf = (observed: Observed, plan: Plan, outcome: ActOutcome): Headline => {
  const waiting = waitingNodes(observed, plan, outcome)
  const leftBehind = waiting.filter(
    ({ node, obstacle }) => node.is.phase !== 'UpToDate' && waitsForOthers(obstacle),
  ).length
  return { ...described(observed, plan, { outcome, waiting, leftBehind }), leftBehind }
}
