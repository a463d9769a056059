import { join } from 'node:path'

/** The machine's disk, below every root that it boots. */
export const DISK = '/sysroot/ostree'
/** Kept over images: the simulated bootc's memory, with `root` leading to the machine's own root. */
export const HOST = '/var/lib/bootc-e2e'
/** For the time of a pull. */
export const WORK = join(HOST, 'work')
/** Deployments in the order in which the boot loader tries them, one name a line. */
export const BOOT_ENTRIES = join(DISK, 'boot-entries')
/** What the boot loader took; gone with the boot. */
export const BOOTED = '/run/bootc-e2e/booted'
/** What the shell commands of the machine answer by themselves. */
export const ANSWERS = '/run/bootc-e2e/answers'
export const NEXT_ROOT = '/run/nextroot'

export const layerFolder = (digest: string): string => join(DISK, 'layers', digest.replace('sha256:', ''))
export const deploymentFolder = (id: string): string => join(DISK, 'deploy', 'default', 'deploy', id)
