import type { HostOrder } from '../../api/bootc-node-update'
import type { PhasedNode } from '../observed'

/** The order that this node was given for its present target. */
export const presentOrder = ({ order, target }: PhasedNode): HostOrder | undefined =>
  order?.image === target.image && order.attempt === target.attempt ? order : undefined
