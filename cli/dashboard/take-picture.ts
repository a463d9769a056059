import { shortDigest } from '../../hooks/api/image'
import { PHASES } from '../../hooks/node/phases'
import { shownPhase } from '../../hooks/rollout-sync/decide/shown-phase'
import type { Observed, PhasedNode } from '../../hooks/rollout-sync/observed'
import type { Fleet } from '../cluster/fleet'
import { type Course, type PoolCourse, poolCourses } from '../course'
import { rolledBackText } from '../rolled-back'
import { isQuiet } from '../status/collapse'
import { doneOf, poolHead, targetText } from '../status/pool-status'
import { explanationOf } from '../why/explanation-of'
import { climbOf } from './climb'
import { momentsOf } from './moments'
import type { BusyNode, NodePicture, Picture, PoolPicture } from './picture'

/** More of them would not be read, and each costs a look at the whole pool. */
const MOST_BUSY = 30

const nodePicture = (node: PhasedNode, observed: Observed): NodePicture => ({
  name: node.name,
  phase: shownPhase(node, observed),
  done: Math.round(doneOf(node) * 100) / 100,
  cordoned: node.member.unschedulable || undefined,
  notReady: !node.member.ready || undefined,
})

/** Under way: the rollout itself takes the node on. Any other that is not quiet waits for an admin, or for its machine. */
const isUnderWay = ({ is, member }: PhasedNode): boolean =>
  PHASES[is.phase].takesSlot || (PHASES[is.phase].moves && member.ready)

const busyNode = (node: PhasedNode, course: Course): BusyNode => {
  const { message, since, blockers = [] } = explanationOf(node, course)
  return { ...nodePicture(node, course.observed), message, since, blockers }
}

const poolPicture = (of: PoolCourse): PoolPicture => {
  const { course } = of
  const { available, rolledBack, targetName, ...head } = poolHead(of)
  const nodes = course?.observed.nodes.map(node => nodePicture(node, course.observed)) ?? []
  const noted =
    course?.observed.nodes.filter(({ is, member }) => !isQuiet({ phase: is.phase, ready: member.ready })) ?? []
  const listOf = (nodes: ReadonlyArray<PhasedNode>): PoolPicture['busy'] => ({
    nodes: course === undefined ? [] : nodes.slice(0, MOST_BUSY).map(node => busyNode(node, course)),
    more: Math.max(0, nodes.length - MOST_BUSY),
  })
  const { completedAt } = course?.observed.rollout.status ?? {}
  return {
    ...head,
    target: targetText({ ...head, targetName, rolledBack }),
    rolledBack: rolledBack && { nodes: rolledBack.nodes, text: rolledBackText(rolledBack) },
    available: available && shortDigest(available),
    completedAt,
    nodes,
    busy: listOf(noted.filter(isUnderWay)),
    stuck: listOf(noted.filter(node => !isUnderWay(node))),
    climb: course === undefined ? [] : climbOf(course.observed),
    climbsTo: rolledBack === undefined ? 'UpToDate' : 'RolledBack',
    moments: momentsOf(of),
  }
}

/** Everything that the page shows of a fleet, by the operator's own decisions. */
export const takePicture = (fleet: Fleet, now: Date, cluster?: string): Picture => ({
  at: now.toISOString(),
  cluster,
  pools: poolCourses(fleet, [], now).map(poolPicture),
})
