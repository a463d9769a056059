import { isImage } from '../../api/bootc-node-update'
import type { Observed, PhasedNode } from '../observed'

/** The nodes that run the target. Once it was given up these may be none, although every node runs what it should. */
export const onTarget = ({ nodes, direction, spec }: Observed): ReadonlyArray<PhasedNode> =>
  nodes.filter(({ is, status }) =>
    direction === 'target' ? is.phase === 'UpToDate' : isImage(status?.booted, spec.digest),
  )
