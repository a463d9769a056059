import { NODE_SLOT_LABEL } from '../../api/names'
import { isRebootAlive } from '../../api/order'
import { isMarked, isMarkedFor } from '../../node/observed-node'
import type { Observed, PhasedNode } from '../observed'
import type { StepNode } from './step-part'

/** What of a marked Node is needed here; the mark is read live. */
interface Marked {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
}

/** A node that failed proves nothing: another one takes its place, whatever it keeps. */
const isOnItsWay = (node: StepNode): boolean =>
  node.is.phase !== 'Failed' && (isMarkedFor(node, node.target) || node.is.phase === 'Rebooting')

/** Places that a step has, and who takes one, by a live list of the marks, since members lag behind our own writes. */
export interface StepRoom {
  readonly most: number
  readonly takenBy: (marked: ReadonlyArray<Marked>) => ReadonlySet<string>
  /** Those of the marks that take a place, and how many may. */
  readonly marksIn: <M extends Marked>(
    marked: ReadonlyArray<M>,
  ) => { readonly marks: ReadonlyArray<M>; readonly places: number }
}

/** Undefined when every node may start. */
export const stepRoom = ({ steps: { going }, spec }: Observed): StepRoom | undefined => {
  if (going === undefined) return undefined
  const { part, progress } = going
  // One that was marked for an earlier attempt may be up with the target already, and its mark gone, as members lag behind.
  const takes = (node: StepNode): boolean =>
    node.is.phase === 'UpToDate' || node.is.phase === 'Verifying' || isOnItsWay(node)
  const taken = part.nodes.filter(takes).map(({ name }) => name)
  const mayTake = new Set(part.nodes.filter(({ is }) => is.phase !== 'Failed').map(({ name }) => name))
  const own = <M extends Marked>(marked: ReadonlyArray<M>): ReadonlyArray<M> =>
    marked.filter(({ name, labels }) => labels[NODE_SLOT_LABEL] === spec.pool && mayTake.has(name))
  return {
    most: progress.goal,
    takenBy: marked => new Set([...taken, ...own(marked).map(({ name }) => name)]),
    marksIn: marked => {
      const marks = own(marked)
      const names = new Set(marks.map(({ name }) => name))
      const done = part.nodes.filter(({ is, name }) => is.phase === 'UpToDate' && !names.has(name))
      return { marks, places: Math.max(0, progress.goal - done.length) }
    },
  }
}

/** Of the candidates those that may start now: all, or as the step that goes on has places for. */
export const withinStep = (observed: Observed, candidates: ReadonlyArray<PhasedNode>): ReadonlyArray<PhasedNode> => {
  const { going } = observed.steps
  const room = stepRoom(observed)
  if (going === undefined || room === undefined) return candidates
  if (room.takenBy([]).size >= room.most) return []
  const part: ReadonlySet<StepNode> = new Set(going.part.nodes)
  return candidates.filter(node => part.has(node))
}

/** In the order in which they were marked, those first that have left for their reboot already. */
const rankOf = (node: StepNode): string => `${isStillHere(node) ? 1 : 0} ${node.member.slot?.since ?? ''} ${node.name}`

const isStillHere = ({ is, update }: StepNode): boolean =>
  (is.phase === 'Draining' || is.phase === 'Drained') && !isRebootAlive(update)

/**
 * Why nodes give their slots back without an update, by name: their step wants fewer, since two instances of this hook filled
 * at once, a node that had failed is well after all, or its settings changed. One that leaves for its reboot is let go.
 */
export const beyondStep = ({ steps: { going } }: Observed): ReadonlyMap<string, string> => {
  if (going === undefined || going.part.unread.length > 0) return new Map()
  const { step, part, updated, progress } = going
  const places = Math.max(0, progress.goal - updated.length)
  const marked = part.nodes
    .filter(node => isMarked(node) && isOnItsWay(node) && node.member.slot?.bestEffort !== true)
    .sort((a, b) => (rankOf(a) < rankOf(b) ? -1 : 1))
  const excess = marked.slice(places).filter(isStillHere)
  return new Map(excess.map(({ name }) => [name, `step ${step.id} wants ${progress.goal} of its nodes`]))
}
