import type { RebootOrder } from '../../api/bootc-node-update'
import { hostsOf } from '../../api/foreign-node'
import { isMarked } from '../../node/observed-node'
import { unwantedStaging } from '../../node/unwanted-staging'
import type { Cluster, MarkedNode } from '../../ports/cluster'
import { nextOrder } from '../decide/next-order'
import type { Plan } from '../decide/plan'
import type { Observed, PhasedNode } from '../observed'
import { type ApprovePorts, approveReboot } from './approve'
import { editDrain } from './edit-drain'
import { type Filled, giveSlots, NOBODY } from './fill'
import { isKubeletBack } from './kubelet-back'
import { announceMissing } from './missing-updates'
import type { Performer } from './performer'
import { releaseSlot } from './release-slot'
import { awaitsAgents, silentAgents } from './silent-agents'
import { withinLimits } from './within-limits'
import { withinTopology } from './within-topology'

/** What came of the effects. `unfinished` says that something is to be looked at again although no event may come. */
export interface ActOutcome {
  /** Whose marks went, and who got one. */
  readonly released: ReadonlyArray<PhasedNode>
  readonly marked: ReadonlyArray<PhasedNode>
  /** Why a node that could have had a free slot did not get it. */
  readonly waiting: ReadonlyArray<string>
  /** Who got their reboot order. */
  readonly approved: ReadonlyMap<string, RebootOrder>
  /** How many Nodes match the pool's selector; only asked when the rollout seems complete. */
  readonly matchingNodes: number | undefined
  readonly unfinished: boolean
  /** Something waits for a Node that may be in no pool, and then no event comes of it. */
  readonly isWatching: boolean
  /** How the agents of nodes that have never reported are, by node. */
  readonly agents: ReadonlyMap<string, string>
  readonly problems: ReadonlyArray<string>
}

/** A call that changes nothing: the next one does. */
export const NOTHING_DONE: ActOutcome = {
  released: [],
  marked: [],
  waiting: [],
  approved: new Map(),
  matchingNodes: undefined,
  unfinished: true,
  isWatching: false,
  agents: new Map(),
  problems: [],
}

/** A node that runs its target, and is to run another image after the next reboot of anyone, is not there yet. */
const isThere = (node: PhasedNode): boolean =>
  (node.is.phase === 'UpToDate' || node.is.phase === 'CannotRollBack') &&
  !isMarked(node) &&
  unwantedStaging(node) === undefined

/** What a node runs that another pool claims too is not for this pool to say. */
export const seemsComplete = ({ nodes, contended, steps }: Observed): boolean =>
  nodes.length > 0 && contended.length === 0 && nodes.every(isThere) && steps.going === undefined

/** Nodes that are to be in this rollout. Once complete, only another number of members makes it worth a list. */
const countMatching = async (cluster: Cluster, observed: Observed): Promise<number | undefined> => {
  const { status } = observed.rollout
  const isKnown = status?.phase === 'Completed' && status.digest === observed.spec.digest
  if (isKnown && status.nodeCount === observed.nodes.length) return status.nodeCount
  const scope = await cluster.readScope(observed.spec.pool)
  return scope && (await cluster.countNodes(hostsOf(scope.spec.nodeSelector))) - observed.contended.length
}

const NONE: ReadonlyMap<string, RebootOrder> = new Map()

interface GivenBack {
  readonly released: ReadonlyArray<PhasedNode>
  /** Some may still reboot, or changed meanwhile: no event may say when that is over. */
  readonly unfinished: boolean
}

const giveBack = async (todo: Performer, cluster: Cluster, observed: Observed, plan: Plan): Promise<GivenBack> => {
  const released: PhasedNode[] = []
  let unfinished = false
  const { nodes } = observed
  await todo.each([...plan.free, ...nodes.filter(({ name }) => plan.withdraw.has(name))], async node => {
    const isWithdrawn = plan.withdraw.has(node.name)
    const isBack = await todo.perform(`read the lease of ${node.name}`, () => isKubeletBack(cluster, node))
    if (isBack !== true) {
      unfinished = true
      return
    }
    const outcome = await todo.perform(`unmark ${node.name}`, () =>
      releaseSlot(cluster, node, observed, isWithdrawn ? nextOrder(node, observed, plan, NONE) : undefined),
    )
    if (outcome === 'done') released.push(node)
    unfinished ||= outcome === 'busy' || outcome === 'conflict'
  })
  return { released, unfinished }
}

export interface ActPorts extends ApprovePorts {
  /** Whether the rollout is the one that the API server has; undefined when it could not be read. It is read once in a call. */
  readonly isPresent: () => Promise<boolean | undefined>
  /** Writes the order at once, so that no node waits for the slots of others. Answers whether it has it. */
  readonly orderReboot: (node: PhasedNode, order: RebootOrder) => Promise<boolean>
}

/** Everything of one call that its parts share. */
interface Call {
  readonly todo: Performer
  readonly ports: ActPorts
  readonly observed: Observed
  readonly plan: Plan
  /** The marks of all pools, listed once, when the call began; undefined when they could not be. */
  readonly marks: Promise<ReadonlyArray<MarkedNode> | undefined>
}

/** Only who gives slots or orders needs to know what is marked. */
const listMarks = async (
  todo: Performer,
  cluster: Cluster,
  { repair, fill, approve }: Plan,
  known: Observed['marks'],
): Promise<ReadonlyArray<MarkedNode> | undefined> => {
  if (repair.length + fill.length + approve.length === 0) return []
  return known ?? todo.perform('list marks', () => cluster.markedNodes())
}

/** No node is marked by guess. */
const give = async (
  { todo, ports, observed, plan, marks }: Call,
  released: ReadonlyArray<PhasedNode>,
): Promise<Filled> => {
  const marked = await marks
  if (marked === undefined || plan.repair.length + plan.fill.length === 0) return NOBODY
  return giveSlots({ todo, cluster: ports.cluster, observed, marks: { marked, released } }, plan)
}

interface Approvals {
  readonly approved: ReadonlyMap<string, RebootOrder>
  readonly waiting: ReadonlyArray<string>
}

const approveAll = async ({ todo, ports, observed, plan, marks }: Call): Promise<Approvals> => {
  const approved = new Map<string, RebootOrder>()
  const waiting: string[] = []
  if (plan.approve.length === 0) return { approved, waiting }
  const limits = marks.then(
    marked => marked && { within: withinLimits(marked, observed), isWithin: withinTopology(marked, observed) },
  )
  await todo.each(plan.approve, async node => {
    const approval = await todo.perform(`approve ${node.name}`, () => approveReboot(ports, node, observed))
    const allowed = await limits
    // That the marks could not be listed is a problem that is reported already.
    if (allowed === undefined) return
    if (!allowed.within.has(node.name)) {
      waiting.push(`${node.name} waits: more nodes are marked than may be unavailable`)
      return
    }
    if (!allowed.isWithin(node.name)) {
      waiting.push(`${node.name} waits: more nodes are marked than rollout.topologyLimits allow`)
      return
    }
    if (approval?.order !== undefined && (await ports.orderReboot(node, approval.order)))
      approved.set(node.name, approval.order)
    if (approval?.waits !== undefined) waiting.push(approval.waits)
  })
  return { approved, waiting }
}

/** Answers whether every mark says it now, as far as this call knows. */
const editDrains = async (
  todo: Performer,
  cluster: Cluster,
  observed: Observed,
  { edited }: Plan,
): Promise<boolean> => {
  let isDone = true
  await todo.each(edited, async node => {
    const outcome = await todo.perform(`change the drain of ${node.name}`, () => editDrain(cluster, node, observed))
    isDone &&= outcome === 'done'
  })
  return isDone
}

const touchesNodes = ({ free, withdraw, edited, repair, fill }: Plan): boolean =>
  free.length + withdraw.size + edited.length + repair.length + fill.length > 0

/**
 * Performs the plan: gives back before it fills, so that a slot that became free is used at once, and approves meanwhile,
 * since no node is in both. An effect that fails is no failure of the hook: what is true is answered, and it is tried
 * again soon. What there is no time left for is left to the next call.
 */
export const act = async (ports: ActPorts, todo: Performer, observed: Observed, plan: Plan): Promise<ActOutcome> => {
  const { cluster, isPresent } = ports
  const call: Call = { todo, ports, observed, plan, marks: listMarks(todo, cluster, plan, observed.marks) }
  const turn = async (): Promise<GivenBack & Filled> => {
    if (!touchesNodes(plan)) return { released: [], unfinished: false, ...NOBODY }
    // Decided again in a moment, on what there is.
    if ((await isPresent()) !== true) return { released: [], unfinished: true, ...NOBODY }
    const { released, unfinished } = await giveBack(todo, cluster, observed, plan)
    const isEdited = await editDrains(todo, cluster, observed, plan)
    return { released, unfinished: unfinished || !isEdited, ...(await give(call, released)) }
  }
  const [slots, approvals, agents, isMissing] = await Promise.all([
    turn(),
    approveAll(call),
    silentAgents(todo, cluster, observed),
    announceMissing(todo, ports, observed),
  ])
  const { released, unfinished } = slots
  const isCounted = seemsComplete(observed) && todo.hasTime()
  const matchingNodes = isCounted
    ? await todo.perform('count the matching Nodes', () => countMatching(cluster, observed))
    : undefined
  const waiting = [...slots.waiting, ...approvals.waiting]
  return {
    released,
    marked: slots.marked,
    waiting: [...waiting, ...slots.elsewhere],
    approved: approvals.approved,
    matchingNodes,
    problems: todo.problems,
    isWatching: slots.elsewhere.length > 0 || awaitsAgents(observed),
    agents,
    // A control-plane node of another pool gives its slot back, and a pod goes, without any event here.
    unfinished:
      unfinished ||
      isMissing ||
      todo.isLate() ||
      todo.problems.length > 0 ||
      waiting.length > 0 ||
      approvals.approved.size < plan.approve.length,
  }
}
