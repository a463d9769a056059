import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Firmware } from '../qemu/hosts'
import { FIRMWARE } from './packages'

/** The firmware of the machine of this folder, with variables of its own. */
export const firmwareIn = (dir: string): Firmware => {
  const vars = join(dir, 'vars.fd')
  copyFileSync(FIRMWARE.vars, vars)
  return { code: FIRMWARE.code, vars }
}
