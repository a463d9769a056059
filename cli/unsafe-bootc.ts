import type { BootcNodeUpdateStatus } from '../hooks/api/bootc-node-update'
import { type UnsafeRelease, unsafeRelease } from '../packages/bootc-status/unsafe-release'

/** Why the bootc of a node is known to be unsafe on it, by its last report; undefined when it is not known to be. */
export const unsafeBootc = (status: Partial<BootcNodeUpdateStatus> | undefined): UnsafeRelease | undefined =>
  unsafeRelease({ version: status?.bootcVersion, backend: status?.backend })

/** `bootc 1.16.9 lets …; an image with bootc 1.17.5 or newer ends that`. */
export const unsafeText = (version: string | undefined, { problem, fixedIn }: UnsafeRelease): string =>
  `bootc ${version} ${problem}; an image with bootc ${fixedIn} or newer ends that`
