import { installPackages } from '../tools/apt-get'
import { findProgram } from './contents/find-program'
import type { Architecture } from './platform'

/** Debian's names of QEMU's user emulation, as a program without libraries. */
const PROGRAMS: Readonly<Record<Architecture, string>> = { amd64: 'qemu-x86_64-static', arm64: 'qemu-aarch64-static' }

/** Path of what runs programs of another architecture here, installed with apt-get when it is missing. */
export const installedEmulator = async (architecture: Architecture, log: (line: string) => void): Promise<string> => {
  const name = PROGRAMS[architecture]
  const present = findProgram(name)
  if (present !== undefined) return present
  log(`installing ${name} ...`)
  const problem = await installPackages('qemu-user-static')
  const installed = findProgram(name)
  if (installed !== undefined) return installed
  throw new Error(`${name} is missing: install qemu-user-static (apt-get could not: ${problem ?? 'unknown'})`)
}
