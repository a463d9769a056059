/** What a machine says of its boots. */
export interface Boots {
  /** How often it has rebooted by itself, as QEMU saw it: a power cut is none. */
  readonly reboots: number
  /** The kernel's boot id; undefined while the machine does not answer. */
  readonly bootId: string | undefined
  /** Soft reboots since the kernel was started. */
  readonly softReboots: number
}

/** Reboots of either kind between two looks; soft ones before a kernel was started in between are lost with its count. */
export const rebootsBetween = (before: Boots, after: Boots): number => {
  const isSameKernel = before.bootId !== undefined && before.bootId === after.bootId
  return after.reboots - before.reboots + after.softReboots - (isSameKernel ? before.softReboots : 0)
}

/** A reboot is ordered in an attempt, and one attempt brings one. Undefined when that was kept. */
export const tooManyReboots = (name: string, reboots: number, attempts: number): string | undefined =>
  reboots <= attempts ? undefined : `${name} rebooted ${reboots} times in ${attempts} attempts`
