import { deadlineOf } from '../../hooks/node/timeouts'
import { obstacleOf, wordsFor } from '../../hooks/rollout-sync/decide/obstacle'
import { OBSTACLES, type ObstacleReason } from '../../hooks/rollout-sync/decide/obstacles'
import { stepNote } from '../../hooks/rollout-sync/decide/step-gate'
import type { PhasedNode } from '../../hooks/rollout-sync/observed'
import type { Course } from '../course'
import { shownTime } from '../text/age'
import type { Explanation } from './explanation'
import { gateTodo } from './gate-todo'

/** By the mark, which is what the drain goes by; a member of an older operator does not repeat its settings. */
const drainLimit = ({ member: { slot } }: PhasedNode, { observed }: Course): Pick<Explanation, 'limit'> => {
  const seconds = slot?.drain?.timeoutSeconds ?? observed.spec.rollout.drainTimeoutSeconds
  if (slot === undefined || seconds === 0) return {}
  const end = shownTime(new Date(Date.parse(slot.since) + seconds * 1000).toISOString())
  return slot.bestEffort === true
    ? { limit: `at ${end} its drain gives up, since the node was down when it got its slot` }
    : { limit: `at ${end} it fails (drainTimeoutSeconds ${seconds})` }
}

const limitOf = (node: PhasedNode, reason: ObstacleReason, course: Course): Pick<Explanation, 'limit'> => {
  if (reason === 'Withdrawing' || reason === 'Failed') return {}
  const due = deadlineOf(node, node.is, node.target, course.observed.spec.rollout)
  const timeout = due && { limit: `at ${shownTime(new Date(due.at).toISOString())} it fails: ${due.failure.reason}` }
  const drain = reason === 'Draining' ? drainLimit(node, course) : {}
  return { ...timeout, ...drain }
}

const queueText = (before: number): string => {
  if (before === 0) return 'it is the next'
  return before === 1 ? '1 node goes first' : `${before} nodes go first`
}

/** What this one node waits for beside what a message of the whole pool says once, or with every step of a download. */
const ownDetail = (node: PhasedNode, reason: ObstacleReason, course: Course): string | undefined => {
  const { observed, plan, queue, domains } = course
  if (reason === 'WaitingToStage') return `maxStaging ${observed.spec.rollout.maxStaging}`
  if (reason === 'Staging') {
    const { is } = node
    return is.phase === 'Staging' && is.percent !== undefined ? `${Math.round(is.percent)} %` : undefined
  }
  if (reason !== 'WaitingForSlot') return undefined
  const place = queue.get(node.name)
  const step = place === undefined ? stepNote(observed, undefined) : undefined
  if (step !== undefined && (plan.closed === undefined || plan.closed.reason === 'NoFreeSlot')) return step
  const before = queueText(place ?? 0)
  if (plan.closed === undefined) return domains.problemOf(node)?.message ?? before
  return plan.closed.reason === 'NoFreeSlot' ? `${before}: ${plan.closed.message}` : plan.closed.message
}

const todoOf = (node: PhasedNode, reason: ObstacleReason, { observed, plan }: Course): string | undefined => {
  const { pool } = observed.spec
  if (reason !== 'WaitingForSlot') return OBSTACLES[reason].todo?.(node, pool)
  return plan.closed && gateTodo(plan.closed.reason, pool)
}

/** Why a node is not where it should be, by the operator's own decision and in its words. */
export const explanationOf = (node: PhasedNode, course: Course): Explanation => {
  const obstacle = obstacleOf(node, course.observed, course.plan)
  if (obstacle === undefined) return {}
  const { reason, since } = obstacle
  const detail = obstacle.detail ?? ownDetail(node, reason, course)
  const blockers = node.member.drain?.blockers.map(({ pod, reason: why }) => `${pod}: ${why}`)
  return {
    reason,
    message: wordsFor({ ...obstacle, detail }),
    since,
    blockers: reason === 'Draining' ? (blockers ?? []) : undefined,
    ...limitOf(node, reason, course),
    todo: todoOf(node, reason, course),
  }
}
