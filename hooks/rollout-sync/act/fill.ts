import { NODE_SLOT_LABEL } from '../../api/names'
import { isMarked } from '../../node/observed-node'
import type { Cluster, MarkedNode } from '../../ports/cluster'
import { unmark } from '../../slot/free-slot'
import { unwellNames } from '../decide/is-well'
import { stepRoom } from '../decide/step-room'
import { type Domains, domainsOf, limitsOf } from '../decide/topology'
import { unavailableNodes } from '../decide/unavailable'
import type { Observed, PhasedNode } from '../observed'
import { beyondTopology } from './beyond-topology'
import { type MarkOutcome, markNode, remarkNode } from './mark-node'
import { nextMarks, type Waits } from './next-marks'
import type { Performer } from './performer'
import { quorumProblem } from './quorum'
import { controlPlaneMarks, inRank } from './within-limits'

/** Who got a slot, and why one who could have had one did not; `elsewhere`: because of a Node that may be in no pool. */
export interface Filled {
  readonly marked: ReadonlyArray<PhasedNode>
  readonly waiting: ReadonlyArray<string>
  readonly elsewhere: ReadonlyArray<string>
}

export const NOBODY: Filled = { marked: [], waiting: [], elsewhere: [] }

/** What is marked, as listed live before anything was done in this call, and whose marks went since. */
export interface KnownMarks {
  readonly marked: ReadonlyArray<MarkedNode>
  readonly released: ReadonlyArray<PhasedNode>
}

/** Everything that giving slots needs. Nothing here rejects: what fails is noted by `todo`, and the next node gets its turn. */
export interface Filling {
  readonly todo: Performer
  readonly cluster: Cluster
  readonly observed: Observed
  readonly marks: KnownMarks
}

/** So many places. */
interface Room {
  readonly most: number
  /** Names of the nodes that use a place up, by a live list of the marks. */
  readonly takenBy: (marked: ReadonlyArray<MarkedNode>) => ReadonlySet<string>
}

/** Places, of which each of these rooms must have one, and who wants one, in their order. */
interface Places {
  readonly wanting: ReadonlyArray<PhasedNode>
  readonly rooms: ReadonlyArray<Room>
  /** What limits by topology leave, by a live list of the marks; absent where none counts. */
  readonly domainsBy?: (marked: ReadonlyArray<MarkedNode>) => Domains
  /** Undefined when it failed, when it is unknown whether the node is marked. */
  readonly give: (node: PhasedNode) => Promise<MarkOutcome | Waits | undefined>
}

/** `isTried`: a node was marked, or may have been, so that there may be more marks than places now. */
interface Placed extends Filled {
  readonly isTried: boolean
}

/** Not that of a node which is not well, to which no pod is invited. */
const takeBack = async ({ todo, cluster, observed }: Filling, excess: ReadonlyArray<MarkedNode>): Promise<void> => {
  const unwell = unwellNames(observed.nodes)
  for (const { name, slot } of excess) {
    if (unwell.has(name)) continue
    const matches = (mark: Parameters<Parameters<typeof unmark>[1]['matches']>[0]): boolean =>
      mark.state === 'whole' && mark.slot.id === slot?.id
    await todo.perform(`take the excess mark of ${name} back`, () =>
      unmark(cluster, { node: name, matches, withdrawal: { at: observed.now } }),
    )
  }
}

/** Two instances of this hook may have filled at once: the mark that ranks last beyond the limit is withdrawn. */
const takeBackExcess = (filling: Filling, marked: ReadonlyArray<MarkedNode>, most: number): Promise<void> =>
  takeBack(filling, inRank(marked).slice(most))

/** A repair takes no place that was not taken already. */
const isGivenInTurn = ({ slot }: MarkedNode): boolean => slot?.bestEffort !== true

const listAgain = ({ todo, cluster }: Filling): Promise<ReadonlyArray<MarkedNode> | undefined> =>
  todo.perform('list marks', () => cluster.markedNodes())

const ownNames = ({ marks, observed }: Filling, marked: ReadonlyArray<MarkedNode>): ReadonlyArray<string> => {
  const freed = new Set(marks.released.map(({ name }) => name))
  return marked
    .filter(({ name, labels }) => labels[NODE_SLOT_LABEL] === observed.spec.pool && !freed.has(name))
    .map(({ name }) => name)
}

/** Why a node of the control plane may not be marked now. At most one of the cluster is at a time, whatever their pools. */
const controlPlaneProblem = async (
  cluster: Cluster,
  { name }: PhasedNode,
  isRepair: boolean,
): Promise<Waits | undefined> => {
  const other = (await controlPlaneMarks(cluster)).find(mark => mark.name !== name)
  if (other !== undefined) {
    return { waits: `${name} waits: ${other.name} of the control plane has a slot`, isElsewhere: false }
  }
  // What is down already is repaired whatever else is down, or a broken control plane would stay so.
  const problem = isRepair ? undefined : quorumProblem(await cluster.controlPlaneNodes(), name)
  return problem === undefined ? undefined : { waits: `${name} waits: ${problem}`, isElsewhere: true }
}

const give = async (filling: Filling, node: PhasedNode, isRepair: boolean): Promise<MarkOutcome | Waits> => {
  const { cluster, observed } = filling
  const isControlPlane = node.member.controlPlane
  const problem = isControlPlane ? await controlPlaneProblem(cluster, node, isRepair) : undefined
  if (problem !== undefined) return problem
  const outcome = await (isRepair ? remarkNode : markNode)(cluster, node, observed)
  if (isControlPlane && outcome === 'done') {
    const marked = await filling.todo.perform('list marks', () => controlPlaneMarks(cluster))
    if (marked !== undefined) await takeBackExcess(filling, marked, 1)
  }
  return outcome
}

/** A Node that changes all the time is named, since no other node waits for it. */
const waitOf = (node: PhasedNode, outcome: MarkOutcome | Waits | undefined): Waits | undefined => {
  if (outcome === 'conflict') {
    return { waits: `${node.name} waits: its Node changed while it was being marked`, isElsewhere: false }
  }
  return typeof outcome === 'object' ? outcome : undefined
}

const saidOf = (waits: ReadonlyArray<Waits>, isElsewhere: boolean): ReadonlyArray<string> =>
  waits.filter(wait => wait.isElsewhere === isElsewhere).map(wait => wait.waits)

/** Never more at a time than there is room for, so that the limit holds at every moment. */
const fillPlaces = async (filling: Filling, { wanting, rooms, domainsBy, give }: Places): Promise<Placed> => {
  const marked: PhasedNode[] = []
  const waits: Waits[] = []
  let isTried = false
  let known = filling.marks.marked
  /** Who takes a place in the room, with those that were marked just now. */
  const takenIn = ({ takenBy }: Room): ReadonlySet<string> =>
    new Set([...takenBy(known), ...marked.map(({ name }) => name)])
  const free = (): number => Math.min(...rooms.map(room => room.most - takenIn(room).size))
  const before = rooms.map(takenIn)
  let left = wanting.filter(({ name }) => !before.some(names => names.has(name)))
  while (left.length > 0 && free() > 0 && filling.todo.hasTime()) {
    const marks = domainsBy === undefined ? [] : await listAgain(filling)
    if (marks === undefined) break
    const next = nextMarks(left, free(), domainsBy?.(marks))
    if (next.turn.length === 0) {
      if (!isTried) waits.push(...next.kept)
      break
    }
    const { turn } = next
    left = [...next.left]
    const outcomes = await Promise.all(turn.map(async node => ({ node, outcome: await give(node) })))
    for (const { node, outcome } of outcomes) {
      if (outcome === 'done') marked.push(node)
      waits.push(...[waitOf(node, outcome) ?? []].flat())
      isTried ||= outcome === 'done' || outcome === undefined
      // What one node of the control plane waits for the others wait for too.
      if (node.member.controlPlane && typeof outcome === 'object')
        left = left.filter(({ member }) => !member.controlPlane)
    }
    if (outcomes.some(({ outcome }) => outcome === undefined)) {
      // An answer that was lost may have been a mark all the same.
      const live = await listAgain(filling)
      if (live === undefined) break
      known = live
    }
  }
  return { marked, waiting: saidOf(waits, false), elsewhere: saidOf(waits, true), isTried }
}

/**
 * Marks nodes that are down already, out of turn. One that is marked keeps its place; any other takes one of the places that
 * nodes which are down use up, so that no more than maxUnavailable are marked.
 */
const repairNodes = async (filling: Filling, wanting: ReadonlyArray<PhasedNode>): Promise<Placed> => {
  const { todo, cluster, observed } = filling
  const again: PhasedNode[] = []
  await todo.each(wanting.filter(isMarked), async node => {
    const outcome = await todo.perform(`mark ${node.name}`, () => remarkNode(cluster, node, observed))
    if (outcome === 'done') again.push(node)
  })
  const fresh = await fillPlaces(filling, {
    wanting: wanting.filter(node => !isMarked(node)),
    rooms: [{ most: observed.maxUnavailable, takenBy: list => new Set(ownNames(filling, list)) }],
    give: node => todo.perform(`mark ${node.name}`, () => give(filling, node, true)),
  })
  return { ...fresh, marked: [...again, ...fresh.marked] }
}

/** What was placed, without what had to be given back. */
const keepToTopology = async (filling: Filling, placed: Placed): Promise<Placed> => {
  if (!placed.isTried || limitsOf(filling.observed).length === 0) return placed
  const marked = await listAgain(filling)
  if (marked === undefined) return placed
  const { excess, waits } = beyondTopology(filling.observed, filling.marks.marked, marked)
  await takeBack(filling, excess)
  const isBack = new Set(excess.map(({ name }) => name))
  return {
    ...placed,
    marked: placed.marked.filter(({ name }) => !isBack.has(name)),
    waiting: [...placed.waiting, ...saidOf(waits, false)],
    elsewhere: [...placed.elsewhere, ...saidOf(waits, true)],
  }
}

/** Gives free slots to the candidates in their order. */
const fillSlots = (filling: Filling, wanting: ReadonlyArray<PhasedNode>): Promise<Placed> => {
  const { todo, observed } = filling
  const down = unavailableNodes(observed.nodes).map(({ name }) => name)
  const freed = new Set(filling.marks.released.map(({ name }) => name))
  const domainsBy = (list: ReadonlyArray<MarkedNode>): Domains =>
    domainsOf(
      observed,
      list.filter(({ name }) => !freed.has(name)),
    )
  const ofPool: Room = {
    most: observed.maxUnavailable,
    takenBy: list => new Set([...ownNames(filling, list), ...down]),
  }
  const ofStep = stepRoom(observed)
  return fillPlaces(filling, {
    wanting,
    rooms: ofStep === undefined ? [ofPool] : [ofPool, ofStep],
    domainsBy: limitsOf(observed).length === 0 ? undefined : domainsBy,
    give: node => todo.perform(`mark ${node.name}`, () => give(filling, node, false)),
  })
}

/**
 * Repairs and fills by what is marked live, since the members lag behind the hooks' own writes, and checks afterwards whether
 * another instance filled at the same time.
 */
export const giveSlots = async (
  filling: Filling,
  { repair, fill }: { readonly repair: ReadonlyArray<PhasedNode>; readonly fill: ReadonlyArray<PhasedNode> },
): Promise<Filled> => {
  const { todo, cluster, observed } = filling
  const repaired = await repairNodes(filling, repair)
  const filled = await keepToTopology(filling, await fillSlots(filling, fill))
  if (repaired.isTried || filled.isTried) {
    const own = await todo.perform('list marks', () => cluster.markedNodes(observed.spec.pool))
    if (own !== undefined) {
      await takeBackExcess(filling, own, observed.maxUnavailable)
      const ofStep = stepRoom(observed)?.marksIn(own)
      if (ofStep !== undefined) await takeBackExcess(filling, ofStep.marks.filter(isGivenInTurn), ofStep.places)
    }
  }
  return {
    marked: [...repaired.marked, ...filled.marked],
    waiting: [...repaired.waiting, ...filled.waiting],
    elsewhere: [...repaired.elsewhere, ...filled.elsewhere],
  }
}
