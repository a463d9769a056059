import type { BootcNodeUpdate } from '../api/bootc-node-update'
import type { BootcRollout, BootcRolloutSpec, ClosedGate, UnwellNode, Verdict } from '../api/bootc-rollout'
import { cleanReport } from '../api/clean-report'
import { versionOn } from '../api/image-name'
import { UPDATE_KEY } from '../api/names'
import { countOf } from '../api/quantity'
import { wholeSeconds } from '../api/whole-seconds'
import { attemptKey, type Direction } from '../node/attempt-key'
import { phaseOf } from '../node/node-phase'
import { targetBack, targetThere } from '../node/node-target'
import type { Health, NodePhase, NodeTarget, ObservedNode } from '../node/observed-node'
import { isUnwell, verifyOf } from '../node/unwell'
import type { MarkedNode } from '../ports/cluster'
import { goingStep } from './decide/going-step'
import { mayBeHeldUp } from './decide/may-be-held-up'
import { soakFailure, unmetInSoak } from './decide/soak-failure'
import { partOf, stepGoal } from './decide/step-part'
import { NO_STEPS, type Steps, stepsNow } from './decide/step-progress'
import { type Judged, verdictOf } from './failure-threshold'
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
  /** Where the rollout is with its steps; none while it goes back. */
  readonly steps: Steps
  /** Nodes that run the target and are not well, while a step goes on. */
  readonly unwell: ReadonlyArray<UnwellNode>
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

type Course = Pick<Observed, 'direction' | 'nodes' | 'verdicts' | 'failedThere' | 'steps' | 'unwell'>

const failuresOf = (nodes: ReadonlyArray<PhasedNode>): Observed['failedThere'] =>
  new Map(
    nodes.flatMap(({ name, is, target }) =>
      is.phase === 'Failed' ? [[name, { attempt: target.attempt, reason: is.reason }] as const] : [],
    ),
  )

/** Since when nodes are not well while a step goes on, by our own clock. */
const unwellInSoak = (
  rollout: BootcRollout,
  nodes: ReadonlyArray<PhasedNode>,
  now: Date,
): ReadonlyArray<UnwellNode> => {
  if (goingStep(rollout) === undefined) return []
  const known = new Map((rollout.status?.unwell ?? []).map(({ node, since }) => [node, since]))
  return nodes.flatMap(node => {
    const because = unmetInSoak(node)
    return because.length === 0 ? [] : [{ node: node.name, since: known.get(node.name) ?? wholeSeconds(now), because }]
  })
}

/** While a step goes on a node that was updated fails when it does not stay as it was. */
const inSoak = (
  rollout: BootcRollout,
  nodes: ReadonlyArray<PhasedNode>,
  { unwell, now }: { readonly unwell: ReadonlyArray<UnwellNode>; readonly now: Date },
): ReadonlyArray<PhasedNode> => {
  if (goingStep(rollout) === undefined) return nodes
  const since = new Map(unwell.map(one => [one.node, one]))
  return nodes.map(node => {
    const failure = soakFailure(node, since.get(node.name), rollout.spec.rollout, now)
    return failure === undefined ? node : { ...node, is: failure }
  })
}

/** The step by which nodes are judged. Of a decision that is lost with the status the one that needed least is as good. */
const stepJudged = (rollout: BootcRollout, nodes: ReadonlyArray<PhasedNode>, isGoingBack: boolean): Judged['step'] => {
  const going = goingStep(rollout)
  // Without a failure nothing is judged.
  if (!nodes.some(({ is }) => is.phase === 'Failed')) return undefined
  const steps = isGoingBack ? (rollout.spec.rollout.steps ?? []) : going === undefined ? [] : [going]
  const judged = steps.map(step => {
    const goal = stepGoal(step, partOf(step, nodes).nodes.length)
    return { id: step.id, threshold: Math.max(1, countOf(step.failureThreshold, goal)) }
  })
  return judged.sort((a, b) => a.threshold - b.threshold)[0]
}

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
    const step = direction === 'target' ? stepJudged(rollout, nodes, isGoingBack) : undefined
    const judged = { attempt, nodes, settings: spec.rollout, step, status, mayRollBack, isGoingBack, now }
    return [verdictOf(judged) ?? []].flat()
  }
  const arrived = measured(() => targetThere(spec))
  const unwell = unwellInSoak(rollout, arrived, now)
  const there = inSoak(rollout, arrived, { unwell, now })
  const verdicts = judge(there, 'target')
  if (!spec.cancelled && verdicts[0]?.action !== 'RollBack') {
    const steps = stepsNow(rollout, there, { attempt: attemptKey(spec, 'target'), now })
    return { direction: 'target', nodes: there, verdicts, failedThere: new Map(), steps, unwell }
  }
  const back = measured(node => targetBack(node, rollout))
  return {
    direction: 'previous',
    nodes: back,
    verdicts: [...verdicts, ...judge(back, 'previous')],
    failedThere: failuresOf(there),
    // What was given up has proven nothing.
    steps: NO_STEPS,
    unwell: [],
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
  if (!mayBeHeldUp({ spec, direction })) return []
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
