import type { Reads } from '../api/bootc-pool-scope'
import { ConditionStatus, type Node } from '../api/kubernetes'
import type { MemberCondition, MemberLabel, PoolMember } from '../api/pool-member'

export type ReadFacts = Pick<PoolMember, 'labels' | 'conditions'>

interface Seen {
  readonly node: Node
  /** What the pool of the Node reads; undefined for nothing. */
  readonly reads: Reads | undefined
  readonly before: PoolMember | undefined
  readonly now: Date
}

const labelOf = ({ metadata: { labels = {} } }: Node, key: string): MemberLabel =>
  Object.hasOwn(labels, key) ? { key, value: labels[key] } : { key }

const statusOf = ({ status }: Node, wanted: string): MemberCondition['status'] => {
  const found = status?.conditions?.find(({ type }) => type === wanted)
  if (found === undefined) return undefined
  return ConditionStatus.is(found.status) ? found.status : 'Unknown'
}

/** Dated by our own clock: the Node's times are its kubelet's, or those of whatever sets the condition. */
const conditionOf = ({ node, before, now }: Seen, type: string): MemberCondition => {
  const status = statusOf(node, type)
  const known = before?.conditions?.find(condition => condition.type === type)
  const since = known !== undefined && known.status === status ? known.since : now.toISOString()
  return { type, status, since }
}

/** Labels and conditions of a Node that its pool's settings look at, an entry for each, so that it is seen that it was read. */
export const readFactsOf = (seen: Seen): ReadFacts => {
  const { node, reads } = seen
  const { labels = [], conditions = [] } = reads ?? {}
  return {
    labels: labels.length === 0 ? undefined : labels.map(key => labelOf(node, key)),
    conditions: conditions.length === 0 ? undefined : conditions.map(type => conditionOf(seen, type)),
  }
}
