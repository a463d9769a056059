import type { UnwellNode } from '../../api/bootc-rollout'
import { cleanText } from '../../api/clean-text'
import { wholeSeconds } from '../../api/whole-seconds'
import { healthOf } from '../../node/health'
import { isMarked } from '../../node/observed-node'
import { PHASES } from '../../node/phases'
import { verifyOf } from '../../node/unwell'
import { readyInBootSince } from '../../node/verified'
import { withoutEarlyPods } from '../decide/pods-awaited'
import type { Observed, PhasedNode } from '../observed'

/** Nodes that a status lists, clauses that it has of each, and characters of a clause: 200 kB at most, of 1.5 MB. */
const MOST_LISTED = 500
const MOST_CLAUSES = 3
const MOST_CLAUSE = 100

const shortened = (clauses: ReadonlyArray<string>): ReadonlyArray<string> => {
  const more = clauses.length - MOST_CLAUSES
  const named = clauses.slice(0, MOST_CLAUSES).map(clause => cleanText(clause, MOST_CLAUSE))
  return more > 0 ? [...named, `${more} more`] : named
}

/** What a node in its slot is waited for although it is Ready; none for any other node. */
const unmetInSlot = (seen: PhasedNode, observed: Observed): ReadonlyArray<string> => {
  const node = withoutEarlyPods(seen, observed)
  if (!isMarked(node) || node.is.phase === 'UpToDate') return []
  if (node.isUnwell === true) return healthOf(node, verifyOf(observed.spec.rollout)).unmet
  const isUp = PHASES[node.is.phase].rebooted === true || node.is.phase === 'Failed'
  return isUp &&
    readyInBootSince(node) !== undefined &&
    node.update.spec.order?.reboot?.fromBoot !== node.status?.boot?.id
    ? healthOf(node, node.target.verify).unmet
    : []
}

/** What is not well of each node that is asked, by name: of its slot, and `inSoak`, which says it of nodes without one. */
export const unwellNodes = (
  observed: Observed,
  inSoak: (node: PhasedNode) => ReadonlyArray<string> = () => [],
): ReadonlyArray<UnwellNode> | undefined => {
  const before = new Map((observed.rollout.status?.unwell ?? []).map(({ node, since }) => [node, since]))
  const unwell = observed.nodes.flatMap(node => {
    const because = isMarked(node) ? unmetInSlot(node, observed) : inSoak(node)
    if (because.length === 0) return []
    return [
      {
        node: node.name,
        since: before.get(node.name) ?? wholeSeconds(observed.now),
        because: shortened(because),
      },
    ]
  })
  return unwell.length === 0 ? undefined : unwell.slice(0, MOST_LISTED)
}
