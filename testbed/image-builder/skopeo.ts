import { installPackages } from '../tools/apt-get'
import { findProgram } from './contents/find-program'

/** Path of skopeo, installed with apt-get when it is missing. */
export const installedSkopeo = async (log: (line: string) => void): Promise<string> => {
  const present = findProgram('skopeo')
  if (present !== undefined) return present
  log('installing skopeo ...')
  const problem = await installPackages('skopeo')
  const installed = findProgram('skopeo')
  if (installed !== undefined) return installed
  throw new Error(
    `skopeo is missing: install it with your package manager (apt-get could not: ${problem ?? 'unknown'})`,
  )
}
