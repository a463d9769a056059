import { isMarked } from '../../hooks/node/observed-node'
import { inOrder } from '../../hooks/rollout-sync/decide/candidates'
import { lastingObstacleOf } from '../../hooks/rollout-sync/decide/obstacle'
import { unavailability } from '../../hooks/rollout-sync/decide/unavailable'
import type { Observed, PhasedNode } from '../../hooks/rollout-sync/observed'
import type { Course } from '../course'

/** Places that nodes take which are down without having a slot, so for as long as they stay so. */
export const takenPlaces = ({ nodes }: Observed): ReadonlyArray<PhasedNode> =>
  nodes.filter(node => !isMarked(node) && node.is.phase !== 'Rebooting' && unavailability(node) !== undefined)

const fits = (batch: ReadonlyArray<PhasedNode>, node: PhasedNode, room: number): boolean =>
  batch.length < room && !(node.member.controlPlane && batch.some(({ member }) => member.controlPlane))

const isInFlight = (node: PhasedNode): boolean => isMarked(node) || node.is.phase === 'Rebooting'

/**
 * The nodes that are still to be updated, in groups that may be down together: those with a slot first, then by name,
 * the control plane one by one and last. In truth a place is given on as soon as it is free.
 */
export const batchesOf = ({ observed, plan }: Course): ReadonlyArray<ReadonlyArray<PhasedNode>> => {
  const room = observed.maxUnavailable - takenPlaces(observed).length
  const waiting = inOrder(
    observed.nodes.filter(
      node => node.is.phase !== 'UpToDate' && lastingObstacleOf(node, observed, plan) === undefined,
    ),
  )
  const flying = waiting.filter(isInFlight)
  const queue = waiting.filter(node => !isInFlight(node))
  if (room <= 0) return flying.length === 0 ? [] : [flying]
  const batches: PhasedNode[][] = flying.length === 0 ? [] : [[...flying]]
  for (const node of queue) {
    const last = batches.at(-1)
    if (last !== undefined && fits(last, node, room)) last.push(node)
    else batches.push([node])
  }
  return batches
}
