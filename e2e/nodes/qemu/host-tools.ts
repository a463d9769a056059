import { accessSync, constants } from 'node:fs'
import { join } from 'node:path'
import { installPackages } from '../../../testbed/tools/apt-get'
import { HOST_TOOLS } from './packages'

const isThere = (name: string): boolean =>
  // Debian keeps some of them where only root's PATH leads.
  [...(process.env['PATH'] ?? '').split(':'), '/usr/sbin', '/sbin'].some(folder => {
    try {
      accessSync(join(folder, name), constants.X_OK)
      return true
    } catch {
      return false
    }
  })

/** The packages that are missing, by the commands that are not there. */
export const missingPackages = (
  has: (command: string) => boolean = isThere,
  tools: Readonly<Record<string, string>> = HOST_TOOLS,
): ReadonlyArray<string> => Object.entries(tools).flatMap(([command, name]) => (has(command) ? [] : [name]))

/** Rejects with a sentence that names the packages when they cannot be installed. */
export const installMissing = async (packages: ReadonlyArray<string>, log: (line: string) => void): Promise<void> => {
  if (packages.length === 0) return
  log(`installing ${packages.join(', ')} ...`)
  const problem = await installPackages(...packages)
  if (problem !== undefined) {
    throw new Error(`machines need the Debian packages ${packages.join(' ')}: install them; apt-get said: ${problem}`)
  }
}

/** Installs what machines need of this host. */
export const ensureHostTools = (log: (line: string) => void): Promise<void> => installMissing(missingPackages(), log)
