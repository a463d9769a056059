import type { BootcRolloutStatus } from '../../api/bootc-rollout'
import { cleanText } from '../../api/clean-text'
import { groupedBy } from '../../api/grouped-by'
import type { NodePhase } from '../../node/observed-node'
import { type ClusterEvent, nodeEvent, rolloutEvent } from '../../ports/events'
import { listNames } from '../list-names'
import type { Observed, PhasedNode } from '../observed'

export type Failures = Pick<BootcRolloutStatus, 'failed' | 'failedCount'>

type FailedPhase = Extract<NodePhase, { readonly phase: 'Failed' }>
type FailedNode = PhasedNode & { readonly is: FailedPhase }

/** Different reasons that have an event in one sync. */
const MOST_GROUPS = 5
/** Characters of an agent's word, and of what one of the nodes says. */
const MOST_REASON = 64
const MOST_SAID = 400

const isFailed = (node: PhasedNode): node is FailedNode => node.is.phase === 'Failed'

const has = ({ failed = [] }: Failures, { name, is }: FailedNode): boolean =>
  failed.some(({ node, reason }) => node === name && reason === is.reason)

/** An event when it is new in the status, or a failure that stands would be a write in every sync. */
const isNew = ({ rollout }: Observed, next: Failures, node: FailedNode): boolean =>
  has(next, node) && !has(rollout.status ?? {}, node)

const ofOneNode = (node: FailedNode): ClusterEvent => {
  const { name, member, is, target } = node
  const key = target.attempt + is.reason
  const message = `${is.reason}: ${is.message}`
  return nodeEvent({ metadata: { name, uid: member.nodeUID } }, { reason: 'UpdateFailed', message, key })
}

/** The power of two below: nodes that fail one after another have a new event whenever they are twice as many. */
const stepOf = (count: number): number => 2 ** Math.floor(Math.log2(count))

const ofMany = ({ rollout, attempt }: Observed, nodes: ReadonlyArray<FailedNode>): ReadonlyArray<ClusterEvent> => {
  const [first] = nodes
  if (first === undefined) return []
  const reason = cleanText(first.is.reason, MOST_REASON)
  const names = listNames(nodes.map(({ name }) => name))
  const said = `${first.name}: ${cleanText(first.is.message, MOST_SAID)}`
  return [
    rolloutEvent(rollout, {
      reason: 'NodesFailed',
      message: `${nodes.length} nodes failed with ${reason}: ${names}; ${said}`,
      key: `${attempt} ${reason} ${stepOf(nodes.length)}`,
    }),
  ]
}

const byReason = (nodes: ReadonlyArray<FailedNode>): ReadonlyArray<ReadonlyArray<FailedNode>> => [
  ...groupedBy(nodes, ({ is }) => is.reason).values(),
]

/**
 * A machine that failed after its reboot has to be looked at, so it has an event of its own, as has the only one with its
 * reason. Nodes that fail alike before, such as all that do not find their image, have one event with their number, and so
 * have those that the status has no room for.
 */
export const failureEvents = (observed: Observed, next: Failures): ReadonlyArray<ClusterEvent> => {
  const failed = observed.nodes.filter(isFailed)
  const isListed = (node: FailedNode): boolean => has(next, node)
  const hasMore = (next.failedCount ?? 0) > (observed.rollout.status?.failedCount ?? 0)
  const rebooted = failed.filter(({ is }) => is.afterReboot)
  const before = byReason(failed.filter(({ is }) => !is.afterReboot))
  const alike = [
    ...before.filter(nodes => nodes.length > 1),
    ...byReason(rebooted).filter(nodes => !nodes.every(isListed)),
  ]
  // Whether one that is not listed is new, its number alone can say.
  const grew = alike.filter(
    nodes => nodes.some(node => isNew(observed, next, node)) || (hasMore && !nodes.every(isListed)),
  )
  const largest = [...grew].sort((a, b) => b.length - a.length).slice(0, MOST_GROUPS)
  const single = [...rebooted, ...before.flatMap(nodes => (nodes.length === 1 ? nodes : []))]
  return [
    ...single.filter(node => isNew(observed, next, node)).map(ofOneNode),
    ...largest.flatMap(nodes => ofMany(observed, nodes)),
  ]
}
