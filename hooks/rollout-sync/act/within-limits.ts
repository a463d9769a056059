import { CONTROL_PLANE_LABELS } from '../../api/names'
import type { Cluster, MarkedNode } from '../../ports/cluster'
import { unwellNames } from '../decide/is-well'
import { stepRoom } from '../decide/step-room'
import type { Observed } from '../observed'

const rank = ({ slot, name }: MarkedNode): string => `${slot?.since ?? ''} ${name}`

/** Marks in the order in which they were given: those beyond a limit have to give way. */
export const inRank = (marked: ReadonlyArray<MarkedNode>): ReadonlyArray<MarkedNode> =>
  [...marked].sort((a, b) => (rank(a) < rank(b) ? -1 : 1))

const isControlPlane = ({ labels }: MarkedNode): boolean =>
  CONTROL_PLANE_LABELS.some(label => labels[label] !== undefined)

/** Marks of control-plane nodes, whatever pool they are in: two pools must not take a control plane apart together. */
export const controlPlaneMarks = async (cluster: Cluster): Promise<ReadonlyArray<MarkedNode>> =>
  (await cluster.markedNodes()).filter(isControlPlane)

/**
 * Names of the marked nodes that may go on to reboot. Two instances of this hook, or two pools, may have filled at once
 * and failed to take the excess back; then only those within the limit go on, and the others wait.
 */
export const withinLimits = (marked: ReadonlyArray<MarkedNode>, observed: Observed): ReadonlySet<string> => {
  const { spec, maxUnavailable, nodes } = observed
  const ready = new Set(nodes.filter(({ member }) => member.ready).map(({ name }) => name))
  const all = inRank(marked)
  const [firstControlPlane] = all.filter(isControlPlane)
  const own = all.filter(({ slot }) => slot?.pool === spec.pool)
  // A node that was down before its mark takes no place that was not taken, as long as it is down.
  const isDown = ({ name, slot }: MarkedNode): boolean => slot?.bestEffort === true && !ready.has(name)
  const first = own.filter(node => !isDown(node)).slice(0, maxUnavailable)
  const ofStep = stepRoom(observed)?.marksIn(own.filter(node => !isDown(node)))
  const beyondStep = new Set(ofStep?.marks.slice(ofStep.places))
  const unwell = unwellNames(nodes)
  // What is repaired waits for no step.
  const isHeld = (node: MarkedNode): boolean => beyondStep.has(node) && !unwell.has(node.name)
  const allowed = own.filter(node => isDown(node) || (first.includes(node) && !isHeld(node)))
  return new Set(allowed.filter(node => !isControlPlane(node) || node === firstControlPlane).map(({ name }) => name))
}
