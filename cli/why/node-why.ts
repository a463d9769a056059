import type { PhasedNode } from '../../hooks/rollout-sync/observed'
import type { Course } from '../course'
import type { Reason } from './reason'
import { reasonOf } from './reason-of'

/** Everything that `why` says of a node that is in a pool. */
export interface NodeWhy extends Reason {
  readonly node: string
  readonly pool: string
  readonly phase: PhasedNode['is']['phase']
  readonly target: string
  readonly booted?: string
  readonly staged?: string
  readonly step?: string
  /** The mark that gives the node its slot. */
  readonly mark?: { readonly id: string; readonly since: string; readonly uncordon: boolean }
  readonly holds: ReadonlyArray<string>
  readonly ready: boolean
  readonly cordoned: boolean
  /** The last word of its agent. */
  readonly agent?: string
}

export const nodeWhy = (node: PhasedNode, course: Course): NodeWhy => {
  const { name, is, target, member, status, update } = node
  const { slot } = member
  return {
    node: name,
    pool: course.observed.spec.pool,
    phase: is.phase,
    ...reasonOf(node, course),
    target: target.image,
    ...(status?.booted && { booted: status.booted.image }),
    ...(status?.staged && { staged: status.staged.image }),
    ...(update && { step: update.spec.step }),
    ...(slot && { mark: { id: slot.id, since: slot.since, uncordon: slot.uncordon } }),
    holds: member.holds,
    ready: member.ready,
    cordoned: member.unschedulable,
    ...(status && { agent: `${status.phase}: ${status.message}` }),
  }
}
