import { accessSync, constants, existsSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import { installPackages } from '../../../testbed/tools/apt-get'
import { HOST_TOOLS } from './packages'

const isCommand = (name: string): boolean =>
  // Debian keeps some of them where only root's PATH leads.
  [...(process.env['PATH'] ?? '').split(':'), '/usr/sbin', '/sbin'].some(folder => {
    try {
      accessSync(join(folder, name), constants.X_OK)
      return true
    } catch {
      return false
    }
  })

const isThere = (tool: string): boolean => (isAbsolute(tool) ? existsSync(tool) : isCommand(tool))

/** The packages that are missing, by the commands and files that are not there. */
export const missingPackages = (
  has: (tool: string) => boolean,
  tools: Readonly<Record<string, string>> = HOST_TOOLS,
): ReadonlyArray<string> => Object.entries(tools).flatMap(([tool, name]) => (has(tool) ? [] : [name]))

/** Installs what machines need of this host. Rejects with a sentence that names the packages when they cannot be installed. */
export const ensureHostTools = async (
  log: (line: string) => void,
  tools: Readonly<Record<string, string>> = HOST_TOOLS,
): Promise<void> => {
  const packages = missingPackages(isThere, tools)
  if (packages.length === 0) return
  log(`installing ${packages.join(', ')} ...`)
  const problem = await installPackages(...packages)
  if (problem !== undefined) {
    throw new Error(`machines need the Debian packages ${packages.join(' ')}: install them; apt-get said: ${problem}`)
  }
}
