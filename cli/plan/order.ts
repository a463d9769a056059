import { isMarked } from '../../hooks/node/observed-node'
import { inTurn } from '../../hooks/rollout-sync/decide/candidates'
import { lastingObstacleOf } from '../../hooks/rollout-sync/decide/obstacle'
import { type Domains, domainsWith } from '../../hooks/rollout-sync/decide/topology'
import { unavailability } from '../../hooks/rollout-sync/decide/unavailable'
import type { Observed, PhasedNode } from '../../hooks/rollout-sync/observed'
import type { Course } from '../course'
import { byStep } from './step-order'

/** Places that nodes take which are down without having a slot, so for as long as they stay so. */
export const takenPlaces = ({ nodes }: Observed): ReadonlyArray<PhasedNode> =>
  nodes.filter(node => !isMarked(node) && node.is.phase !== 'Rebooting' && unavailability(node) !== undefined)

const fits = (batch: ReadonlyArray<PhasedNode>, node: PhasedNode, room: number): boolean =>
  batch.length < room && !(node.member.controlPlane && batch.some(({ member }) => member.controlPlane))

const isInFlight = (node: PhasedNode): boolean => isMarked(node) || node.is.phase === 'Rebooting'

/** A group of nodes, and who is left for those after it. */
interface Batch {
  readonly batch: ReadonlyArray<PhasedNode>
  readonly left: ReadonlyArray<PhasedNode>
}

/** Whoever a limit by topology keeps goes with a later group, and lets others go first. */
const nextBatch = (
  begun: ReadonlyArray<PhasedNode>,
  queue: ReadonlyArray<PhasedNode>,
  room: number,
  domains: Domains,
): Batch => {
  const batch = [...begun]
  const kept: PhasedNode[] = []
  for (const [at, node] of queue.entries()) {
    if (batch.length > 0 && !fits(batch, node, room)) return { batch, left: [...kept, ...queue.slice(at)] }
    if (domains.problemOf(node) !== undefined) kept.push(node)
    else {
      domains.take(node)
      batch.push(node)
    }
  }
  return { batch, left: kept }
}

/**
 * The nodes that are still to be updated, in groups that may be down together: those with a slot first, then by name,
 * the control plane one by one and last. In truth a place is given on as soon as it is free.
 */
export const batchesOf = ({ observed, plan }: Course): ReadonlyArray<ReadonlyArray<PhasedNode>> => {
  const taken = takenPlaces(observed)
  const room = observed.maxUnavailable - taken.length
  const waiting = inTurn(
    observed,
    observed.nodes.filter(
      node => node.is.phase !== 'UpToDate' && lastingObstacleOf(node, observed, plan) === undefined,
    ),
  )
  const flying = waiting.filter(isInFlight)
  if (room <= 0) return flying.length === 0 ? [] : [flying]
  const batches: ReadonlyArray<PhasedNode>[] = []
  const queued = waiting.filter(node => !isInFlight(node))
  const ahead = [...flying, ...observed.nodes.filter(({ is }) => is.phase === 'UpToDate')]
  let begun: ReadonlyArray<PhasedNode> = flying
  const groups = byStep(observed, queued, ahead)
  for (const group of groups.length === 0 ? [[]] : groups) {
    let left: ReadonlyArray<PhasedNode> = group
    while (begun.length + left.length > 0) {
      const next = nextBatch(begun, left, room, domainsWith(observed, { marks: [], down: [...taken, ...begun] }))
      // What a limit keeps for as long as these nodes are down is in no group.
      if (next.batch.length === 0) break
      batches.push(next.batch)
      begun = []
      left = next.left
    }
  }
  return batches
}
