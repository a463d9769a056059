import { kernelBootOf } from '../api/bootc-node-update'
import type { ObservedNode } from './observed-node'

/** Whether the kubelet says itself that it runs in another boot of the kernel; one that has just registered does not say yet. */
export const runsElsewhere = ({ member: { bootID } }: ObservedNode, boot: string): boolean =>
  bootID !== '' && bootID !== kernelBootOf(boot)
