import { hostNotices } from '../../hooks/node/host-notices'
import type { ShownPhaseName } from '../../hooks/node/phases'
import { shownPhase } from '../../hooks/rollout-sync/decide/shown-phase'
import { whyBack } from '../../hooks/rollout-sync/decide/why-back'
import type { PhasedNode } from '../../hooks/rollout-sync/observed'
import type { Course } from '../course'
import { unsafeBootc, unsafeText } from '../unsafe-bootc'
import type { Explanation } from './explanation'
import { explanationOf } from './explanation-of'

/** Everything that `why` says of a node that is in a pool. */
export interface NodeWhy extends Explanation {
  readonly node: string
  readonly pool: string
  readonly phase: ShownPhaseName
  /** What the node is led to: what it ran before, where the target of its pool was given up. */
  readonly target: string
  /** A target of the pool that was given up, and why. */
  readonly givenUp?: { readonly image: string; readonly why: string }
  readonly booted?: string
  readonly staged?: string
  readonly step?: string
  /** The mark that gives the node its slot. */
  readonly mark?: { readonly id: string; readonly since: string; readonly uncordon: boolean }
  /** Other nodes that failed in the same way. */
  readonly alike?: ReadonlyArray<string>
  readonly holds: ReadonlyArray<string>
  readonly ready: boolean
  readonly cordoned: boolean
  /** A fault that its release of bootc is known to have on such a host. */
  readonly warning?: string
  /** The last word of its agent. */
  readonly agent?: string
  /** What its agent reports of the host beside the update; absent when that is nothing. */
  readonly host?: ReadonlyArray<string>
}

const alikeOf = (node: PhasedNode, { message }: Explanation, course: Course): ReadonlyArray<string> | undefined => {
  if (node.is.phase !== 'Failed') return undefined
  const others = course.observed.nodes.filter(
    other => other !== node && other.is.phase === 'Failed' && explanationOf(other, course).message === message,
  )
  return others.length === 0 ? undefined : others.map(({ name }) => name)
}

export const nodeWhy = (node: PhasedNode, course: Course): NodeWhy => {
  const { name, target, member, status, order } = node
  const { observed } = course
  const { spec, direction } = observed
  const { slot } = member
  const explanation = explanationOf(node, course)
  const unsafe = unsafeBootc(status)
  const notices = hostNotices(status).map(({ reason, message }) => `${reason}: ${message}`)
  return {
    node: name,
    pool: spec.pool,
    phase: shownPhase(node, observed),
    ...explanation,
    target: target.image,
    givenUp: direction === 'previous' ? { image: spec.image, why: whyBack(observed) } : undefined,
    booted: status?.booted?.image,
    staged: status?.staged?.image,
    step: order?.step,
    mark: slot && { id: slot.id, since: slot.since, uncordon: slot.uncordon },
    alike: alikeOf(node, explanation, course),
    holds: member.holds,
    ready: member.ready,
    cordoned: member.unschedulable,
    warning: unsafe && unsafeText(status?.bootcVersion, unsafe),
    agent: status && `${status.phase}: ${status.message}`,
    host: notices.length === 0 ? undefined : notices,
  }
}
