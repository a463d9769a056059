import { type BootcNodeUpdate, kernelBootOf } from './bootc-node-update'
import type { Node } from './kubernetes'

/**
 * Whether the host may still reboot by this object: a reboot order for the boot that the agent reports, or a reboot
 * that it has begun. While that is so its Node keeps its mark. An agent that never reported counts as being in the
 * order's boot.
 */
export const isRebootAlive = ({ spec, status }: BootcNodeUpdate): boolean => {
  const known = status !== undefined && status.nodeUID === spec.nodeUID ? status : undefined
  if (known?.phase === 'Rebooting') return true
  return spec.step === 'Reboot' && (known?.boot === undefined || known.boot.id === spec.reboot?.fromBoot)
}

/**
 * Whether the boot that the agent last spoke of is over by its kubelet's word. For a node that left its pool that has to
 * do: its agent is gone, and will never say that the reboot has happened.
 */
export const isBootOver = ({ status }: BootcNodeUpdate, live: Node): boolean => {
  const bootID = live.status?.nodeInfo?.bootID
  return bootID !== undefined && status?.boot !== undefined && bootID !== kernelBootOf(status.boot.id)
}
