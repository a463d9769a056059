import type { BootcNodeUpdate } from '../api/bootc-node-update'
import type { BootcRollout, BootcRolloutSpec, ClosedGate, Verdict } from '../api/bootc-rollout'
import { cleanReport } from '../api/clean-report'
import { versionOn } from '../api/image-name'
import { UPDATE_KEY } from '../api/names'
import { countOf } from '../api/quantity'
import { attemptKey, type Direction } from '../node/attempt-key'
import { phaseOf } from '../node/node-phase'
import { targetBack, targetThere } from '../node/node-target'
import type { Health, NodePhase, NodeTarget, ObservedNode } from '../node/observed-node'
import { isUnwell, verifyOf } from '../node/unwell'
import type { MarkedNode } from '../ports/cluster'
import { verdictOf } from './failure-threshold'
import { type PodsByNode, podsInStatus } from './pod-health'
import type { RolloutSyncRequest } from './request'

export interface PhasedNode extends ObservedNode {
  readonly target: NodeTarget
  readonly is: NodePhase
  /** It came up under its mark, and is Ready, but not as the pool's `verify` asks. */
  readonly isUnwell?: true
}

/** Everything that a decision of this hook may look at. Nodes are sorted by name. */
export interface Observed {
  readonly rollout: BootcRollout
  readonly spec: BootcRolloutSpec
  readonly direction: Direction
  /** The attempt that is under way, and every verdict that still counts. */
  readonly attempt: string
  readonly verdicts: ReadonlyArray<Verdict>
  readonly nodes: ReadonlyArray<PhasedNode>
  /** While going back: why nodes failed on the way there. The verdict can be derived again from it. */
  readonly failedThere: ReadonlyMap<string, { readonly attempt: string; readonly reason: string }>
  readonly maxUnavailable: number
  /** Of `rollout.gates`, in their order, those that were closed when they were last asked. */
  readonly closedGates: ReadonlyArray<ClosedGate>
  /** What the registry said, else what the status has, else what a host that has the image reports; undefined while none says it. */
  readonly targetVersion: string | undefined
  /** Nodes that match this pool too but belong to another, by name: nothing here leads them anywhere. */
  readonly contended: ReadonlyArray<{ readonly name: string; readonly owner: string }>
  /** Every mark in the cluster, of all pools, by a live list; absent where nothing needed one. */
  readonly marks?: ReadonlyArray<MarkedNode>
  readonly now: Date
}

const byNodeName = (a: { readonly name: string }, b: { readonly name: string }): number => (a.name < b.name ? -1 : 1)

/** A status counts only if the agent that wrote it runs on this machine, not on an older one of the same name. */
const observeNode = (update: BootcNodeUpdate, pods: Health | undefined): ObservedNode => ({
  name: update.metadata.name,
  member: update.spec.node,
  update,
  order: update.spec.order,
  status: update.status?.nodeUID === update.spec.node.nodeUID ? cleanReport(update.status) : undefined,
  pods,
})

type Course = Pick<Observed, 'direction' | 'nodes' | 'verdicts' | 'failedThere'>

const failuresOf = (nodes: ReadonlyArray<PhasedNode>): Observed['failedThere'] =>
  new Map(
    nodes.flatMap(({ name, is, target }) =>
      is.phase === 'Failed' ? [[name, { attempt: target.attempt, reason: is.reason }] as const] : [],
    ),
  )

/** Measures every node against the target, and should that be given up, against what it is to return to. */
const courseOf = (rollout: BootcRollout, observed: ReadonlyArray<ObservedNode>, now: Date): Course => {
  const { spec, status } = rollout
  const verify = verifyOf(spec.rollout)
  const measured = (targetOf: (node: ObservedNode) => NodeTarget): ReadonlyArray<PhasedNode> =>
    observed.map(node => {
      const target = targetOf(node)
      const is = phaseOf(node, target, spec.rollout, now)
      return isUnwell(node, verify) ? { ...node, target, is, isUnwell: true } : { ...node, target, is }
    })
  const judge = (nodes: ReadonlyArray<PhasedNode>, direction: Direction): ReadonlyArray<Verdict> => {
    // What has been completed stays: a node that fails later says nothing against the others.
    const mayRollBack = direction === 'target' && !(status?.digest === spec.digest && status.completedAt !== undefined)
    const attempt = attemptKey(spec, direction)
    const isLost = status?.digest === undefined
    const isGoingBack = isLost && nodes.some(({ order }) => order?.attempt === attemptKey(spec, 'previous'))
    const judged = { attempt, nodes, settings: spec.rollout, status, mayRollBack, isGoingBack, now }
    return [verdictOf(judged) ?? []].flat()
  }
  const there = measured(() => targetThere(spec))
  const verdicts = judge(there, 'target')
  if (!spec.cancelled && verdicts[0]?.action !== 'RollBack') {
    return { direction: 'target', nodes: there, verdicts, failedThere: new Map() }
  }
  const back = measured(node => targetBack(node, rollout))
  return {
    direction: 'previous',
    nodes: back,
    verdicts: [...verdicts, ...judge(back, 'previous')],
    failedThere: failuresOf(there),
  }
}

/** Read once: each node that is named asks for it. */
const versionOfTarget = ({ spec, status }: BootcRollout, nodes: ReadonlyArray<ObservedNode>): string | undefined => {
  const known = spec.version ?? (status?.digest === spec.digest ? status.targetVersion : undefined)
  if (known !== undefined) return known
  for (const node of nodes) {
    const version = versionOn(node.status, spec.digest)
    if (version !== undefined) return version
  }
  return undefined
}

/** What stands in the status; the hook asks again before it starts a node. */
const closedGatesOf = ({ spec, status }: BootcRollout, direction: Direction): ReadonlyArray<ClosedGate> => {
  if (direction === 'previous' || spec.urgent === true) return []
  const ids = new Set((spec.rollout.gates ?? []).map(({ id }) => id))
  return (status?.gates ?? []).filter(({ id }) => ids.has(id))
}

/** `pods`: those of DaemonSets as they were listed last, by node name; without it as the status of the rollout has them. */
export const observe = (
  { parent, related }: RolloutSyncRequest,
  now: Date,
  pods: PodsByNode = podsInStatus(parent),
): Observed => {
  const { spec } = parent
  const updates = Object.values(related[UPDATE_KEY])
  const own = updates
    .filter(({ spec: { node } }) => node.pool === spec.pool)
    .map(update => observeNode(update, pods.get(update.metadata.name)))
    .sort(byNodeName)
  const course = courseOf(parent, own, now)
  return {
    ...course,
    rollout: parent,
    spec,
    attempt: attemptKey(spec, course.direction),
    contended: updates
      .filter(({ spec: { node } }) => node.pool !== spec.pool)
      .map(({ metadata: { name }, spec: { node } }) => ({ name, owner: node.pool }))
      .sort(byNodeName),
    closedGates: closedGatesOf(parent, course.direction),
    maxUnavailable: countOf(spec.rollout.maxUnavailable, own.length),
    targetVersion: versionOfTarget(parent, own),
    now,
  }
}
