import type { Cluster } from '../../ports/cluster'
import type { PhasedNode } from '../observed'

/**
 * Whether the kubelet of an updated node has spoken in the boot that its agent reports. A soft reboot leaves the kernel's
 * boot id as it is, and a Node stays Ready for the better part of a minute after its kubelet has gone, so then only a
 * Lease renewed since shows it. Both times are by the host's clock.
 */
export const isKubeletBack = async (cluster: Cluster, { name, status, is }: PhasedNode): Promise<boolean> => {
  const boot = status?.boot
  if (is.phase !== 'UpToDate' || boot === undefined || boot.id.endsWith('/0')) return true
  const renewed = await cluster.leaseRenewedAt(name)
  return renewed !== undefined && Date.parse(renewed) > Date.parse(boot.at)
}
