import type { UnwellNode } from '../../api/bootc-rollout'
import type { RolloutSettings } from '../../api/rollout-settings'
import { wholeSeconds } from '../../api/whole-seconds'
import { healthWithoutPods } from '../../node/health'
import { hasLeftByOrder } from '../../node/left-by-order'
import { isMarked, type NodePhase } from '../../node/observed-node'
import type { StepNode } from './step-part'

/** Reasons of nodes that came up with the target, and did not stay well while a step goes on. */
export const SOAK_REASONS: ReadonlySet<string> = new Set(['UnhealthyInSoak', 'RebootedInSoak', 'LeftInSoak'])

/** Whether the node was taken to its target by this very attempt, and has given its slot back. */
const soaks = (node: StepNode): boolean => {
  const attempt = node.status?.attempt
  return !isMarked(node) && attempt?.key === node.target.attempt && attempt.outcome === 'Succeeded'
}

/** What is not well of a node that soaks, in clauses for people; none of any other. */
export const unmetInSoak = (node: StepNode): ReadonlyArray<string> =>
  soaks(node)
    ? [...(node.member.ready ? [] : ['it is NotReady']), ...healthWithoutPods(node, node.target.verify).unmet]
    : []

const failed = (node: StepNode, reason: string, message: string): NodePhase => ({
  phase: 'Failed',
  source: 'timeout',
  reason,
  message,
  keepsSlot: false,
  afterReboot: hasLeftByOrder(node, node.target),
  counts: true,
})

/** The boot that nobody ordered. An agent of an older version does not say in which boot it succeeded. */
const rebooted = ({ status }: StepNode): string | undefined => {
  const [toBoot, boot] = [status?.attempt?.toBoot, status?.boot]
  return toBoot === undefined || boot === undefined || boot.id === toBoot ? undefined : boot.id
}

/** When a node that is not well is given up, in ms since 1970: it may be so for as long as it takes to count as Ready. */
export const unwellUntil = ({ since }: UnwellNode, { minReadySeconds }: RolloutSettings): number =>
  Date.parse(since) + minReadySeconds * 1000

/**
 * Why a node fails while a step goes on although it was updated: a soak is there to see it. `unwell`: since when it is not
 * well, by the status, so that no restart of the operator makes it well. Undefined for one that soaks well.
 */
export const soakFailure = (
  node: StepNode,
  unwell: UnwellNode | undefined,
  settings: RolloutSettings,
  now: Date,
): NodePhase | undefined => {
  const { is } = node
  if (!soaks(node)) return undefined
  if (is.phase === 'Drifted')
    return failed(node, 'LeftInSoak', `it ran the target, and runs ${is.booted} by itself now`)
  if (is.phase !== 'UpToDate' && is.phase !== 'NotReporting') return undefined
  const unmet = unmetInSoak(node)
  if (unmet.length > 0 && unwell !== undefined && now.getTime() >= unwellUntil(unwell, settings)) {
    const since = wholeSeconds(unwell.since)
    return failed(node, 'UnhealthyInSoak', `not well since ${since} (minReadySeconds): ${unmet.join(', ')}`)
  }
  return rebooted(node) === undefined
    ? undefined
    : failed(node, 'RebootedInSoak', 'it rebooted again, which the operator did not order')
}
