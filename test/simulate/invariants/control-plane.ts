import { CONTROL_PLANE_LABELS } from '../../../hooks/api/names'
import { isCordonedNow, isReadyNow, markOn } from '../node-facts'
import type { Stored } from '../store'
import { isRepair, marksIn, newMarks } from './marks'
import type { Invariant, Moment } from './moment'

const isControlPlane = ({ metadata }: Stored): boolean =>
  CONTROL_PLANE_LABELS.some(label => metadata.labels?.[label] !== undefined)

/** Marks of control-plane nodes that were up and had none, given in this moment. */
const given = (moment: Moment): ReturnType<typeof newMarks> =>
  newMarks(moment).filter(mark => isControlPlane(mark.node) && !isRepair(moment, mark))

/** No control-plane node is marked while another one in the cluster is, whatever their pools. */
export const takesOneControlPlaneNode: Invariant = moment => {
  const marked = marksIn(moment.nodes.after).filter(({ node }) => isControlPlane(node))
  return given(moment).length > 0 && marked.length > 1
    ? `${marked.map(({ name }) => name).join(', ')} are control-plane nodes, and all are marked`
    : undefined
}

/** No control-plane node is marked while another one of the cluster is NotReady or cordoned by somebody else, in any pool or none. */
export const keepsTheQuorum: Invariant = moment => {
  for (const { name } of given(moment)) {
    for (const [other, node] of Object.entries(moment.nodes.after)) {
      if (other === name || !isControlPlane(node)) continue
      const isForeign = isCordonedNow(node) && markOn(node) === undefined
      if (!isReadyNow(node) || isForeign) {
        return `${name} was marked, although ${other} of the control plane is ${isForeign ? 'cordoned' : 'NotReady'}`
      }
    }
  }
  return undefined
}
