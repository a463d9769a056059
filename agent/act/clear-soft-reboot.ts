import * as E from 'fp-ts/Either'
import { resetSoftReboot, unmountNextRoot, unstage } from '../bootc/verbs'
import { readSoftReboot } from '../host/signs'
import type { KnownHost } from '../observe/situation'
import type { Host, HostResult } from '../ports'

/** Resets a prepared soft reboot, and unmounts what is left of one whose deployment is gone (recorded steps 338 and 412). */
export const clearSoftReboot = async (host: Host, { status }: KnownHost): HostResult<string> => {
  const reset = await resetSoftReboot(host, status.composefs)
  if (E.isLeft(reset)) return reset
  const { nextRoot, softRebootTarget } = await readSoftReboot(host, status)
  return nextRoot && !softRebootTarget ? unmountNextRoot(host) : reset
}

/**
 * Unstages. On composefs the soft reboot that is prepared for it is reset first, else a deleted tree stays mounted (recorded
 * steps 411 and 469). Nothing to do when nothing is staged: of ostree's entries another one would go.
 */
export const unstageSafely = async (host: Host, seen: KnownHost): HostResult<string> => {
  const { staged, composefs } = seen.status
  if (staged === undefined) return E.right('')
  const reset = composefs && seen.signs.nextRoot ? await clearSoftReboot(host, seen) : E.right('')
  return E.isLeft(reset) ? reset : unstage(host, staged)
}
