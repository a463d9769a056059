import { installPackages } from '../tools/apt-get'
import { runProgram } from '../tools/run-program'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome']
const PACKAGES = ['chromium', 'fonts-dejavu-core']

const isThere = async (name: string): Promise<boolean> => (await runProgram(name, ['--version'])).code === 0

/** The command that starts Chromium. Installs Debian's package when there is none; rejects with a sentence when it cannot. */
export const chromium = async (): Promise<string> => {
  const named = process.env['CHROMIUM']
  if (named !== undefined) return named
  for (const name of NAMES) if (await isThere(name)) return name
  const problem = await installPackages(...PACKAGES)
  if (problem === undefined) return 'chromium'
  throw new Error(
    `Chromium is missing: apt-get install ${PACKAGES.join(' ')}, or name it in CHROMIUM; apt-get said: ${problem}`,
  )
}
