import type { Reads } from '../api/bootc-pool-scope'
import { cleanText, MOST } from '../api/clean-text'
import type { Node } from '../api/kubernetes'
import { plainSelector } from '../api/label-selector'
import { type Mark, readFailure } from '../api/mark'
import { CONTROL_PLANE_LABELS } from '../api/names'
import type { PoolMember } from '../api/pool-member'
import type { Drain, MemberSlot } from '../api/slot'
import { holdsOf } from './holds'
import type { Membership } from './membership'
import { readFactsOf } from './read-facts'
import { readySinceOf } from './ready-since'

/** Everything a member is made of. `drain` is absent unless the Node is marked for its pool. */
export interface MemberInput {
  readonly node: Node
  readonly membership: Membership
  readonly mark: Mark
  /** What the pool of the Node reads of it; undefined for nothing. */
  readonly reads: Reads | undefined
  readonly drain: Drain | undefined
  /** The member as it was. */
  readonly before: PoolMember | undefined
  readonly operatorNode: string | undefined
  readonly now: Date
}

/** While a mark cannot be read, what the member knew of it stays: it says whose the cordon is. */
const memberSlot = ({ mark, membership: { pool }, before }: MemberInput): MemberSlot | undefined => {
  if (mark.state === 'half') return before?.slot?.pool === pool ? before.slot : undefined
  if (mark.state === 'none' || mark.slot.pool !== pool) return undefined
  const { id, attempt, since, uncordon, bestEffort, fromDigest, drain } = mark.slot
  const { force, deleteEmptyDirData, gracePeriodSeconds, skip, waitForPods, timeoutSeconds } = drain
  return {
    id,
    pool,
    attempt,
    since,
    uncordon,
    bestEffort,
    fromDigest,
    drain: {
      force,
      deleteEmptyDirData,
      gracePeriodSeconds,
      skip,
      waitForPods: waitForPods && plainSelector(waitForPods),
      timeoutSeconds,
    },
  }
}

/** Distils a Node. Undefined fields are left out, so that the answer is what the API server stores. */
export const memberOf = (input: MemberInput): PoolMember => {
  const { node, membership, drain, operatorNode } = input
  const ready = node.status?.conditions?.find(({ type }) => type === 'Ready')
  const labels = node.metadata.labels ?? {}
  const slot = memberSlot(input)
  const failed = readFailure(node)
  return {
    nodeUID: node.metadata.uid,
    pool: membership.pool,
    contenders: membership.contenders,
    ready: ready?.status === 'True',
    ...readySinceOf(input),
    unschedulable: node.spec?.unschedulable === true,
    bootID: cleanText(node.status?.nodeInfo?.bootID ?? '', MOST.id),
    architecture: cleanText(node.status?.nodeInfo?.architecture ?? '', MOST.architecture),
    controlPlane: CONTROL_PLANE_LABELS.some(label => labels[label] !== undefined),
    runsOperator: node.metadata.name === operatorNode,
    holds: holdsOf(node),
    slot,
    drain: slot && drain,
    failed,
    ...readFactsOf(input),
  }
}
