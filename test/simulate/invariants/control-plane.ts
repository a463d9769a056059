import { CONTROL_PLANE_LABELS } from '../../../hooks/api/names'
import { marksIn, newMarks } from './marks'
import type { Invariant } from './moment'

/** No control-plane node is marked while another one in the cluster is, whatever their pools. */
export const takesOneControlPlaneNode: Invariant = moment => {
  const isControlPlane = ({ node }: ReturnType<typeof marksIn>[number]): boolean =>
    CONTROL_PLANE_LABELS.some(label => node.metadata.labels?.[label] !== undefined)
  const given = newMarks(moment).filter(mark => isControlPlane(mark) && mark.slot.bestEffort !== true)
  const marked = marksIn(moment.nodes.after).filter(isControlPlane)
  return given.length > 0 && marked.length > 1
    ? `${marked.map(({ name }) => name).join(', ')} are control-plane nodes, and all are marked`
    : undefined
}
