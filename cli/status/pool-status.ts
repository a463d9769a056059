import { shortDigest } from '../../hooks/api/image'
import type { PhasedNode } from '../../hooks/rollout-sync/observed'
import type { Course, PoolCourse } from '../course'
import { NODE } from '../phases'
import type { Reason } from '../why/reason'
import { reasonOf } from '../why/reason-of'
import { type Estimate, estimateOf } from './estimate'

/** One line of the tree. `done` is how far the node is, from 0 to 1. */
export interface NodeStatus extends Reason {
  readonly node: string
  readonly phase: PhasedNode['is']['phase']
  readonly done: number
  readonly booted?: string
  readonly cordoned: boolean
  readonly ready: boolean
}

/** What `status` says of a pool. */
export interface PoolStatus {
  readonly pool: string
  readonly phase: string
  readonly message: string
  readonly target?: string
  readonly available?: string
  readonly updated: number
  readonly total: number
  readonly startedAt?: string
  readonly nextWindow?: string
  readonly estimate?: Estimate
  readonly nodes: ReadonlyArray<NodeStatus>
}

/** The share of the way that lies behind a node, from 0 to 1. */
export const doneOf = ({ is }: PhasedNode): number =>
  is.phase === 'Staging' ? ((is.percent ?? 0) / 100) * NODE.Ready.done : NODE[is.phase].done

const nodeStatus = (node: PhasedNode, course: Course): NodeStatus => ({
  node: node.name,
  phase: node.is.phase,
  done: doneOf(node),
  ...(node.status?.booted && { booted: node.status.booted.image }),
  cordoned: node.member.unschedulable,
  ready: node.member.ready,
  ...reasonOf(node, course),
})

/** Until the operator has seen the latest edit, what it says is about an older one. */
const messageOf = ({ pool: { metadata, status } }: PoolCourse): string => {
  if (status?.message === undefined) return 'the operator has not looked at this pool yet: kubectl bootc doctor'
  const isOld = (status.observedGeneration ?? 0) < (metadata.generation ?? 0)
  return isOld ? `the operator has not seen the latest edit yet; before it: ${status.message}` : status.message
}

/** A pool without its nodes. */
export const poolHead = (of: PoolCourse): Omit<PoolStatus, 'nodes'> => {
  const { pool, course } = of
  const { status } = pool
  const observed = course?.observed
  const nodes = observed?.nodes ?? []
  const startedAt = observed?.rollout.status?.startedAt
  const target = status?.targetDigest ?? observed?.spec.digest
  const estimate = course && estimateOf(course)
  return {
    pool: pool.metadata.name,
    phase: status?.phase ?? 'Pending',
    message: messageOf(of),
    ...(target && { target }),
    ...(status?.availableDigest && { available: status.availableDigest }),
    updated: nodes.filter(({ is }) => is.phase === 'UpToDate').length,
    total: nodes.length,
    ...(startedAt && { startedAt }),
    ...(status?.nextWindow && { nextWindow: status.nextWindow }),
    ...(estimate && { estimate }),
  }
}

export const poolStatus = (of: PoolCourse): PoolStatus => {
  const { course } = of
  return {
    ...poolHead(of),
    nodes: course === undefined ? [] : course.observed.nodes.map(node => nodeStatus(node, course)),
  }
}

export const shortTarget = ({ target }: Pick<PoolStatus, 'target'>): string =>
  target === undefined ? 'none yet' : shortDigest(target)
