import { join } from 'node:path'
import { lastLines, runProgram } from '../../../testbed/tools/run-program'
import { systemEnv } from '../../../testbed/tools/system-env'

/**
 * Runs a script of this folder, or of the one that is named, with mounts that nobody else sees and that end with it. Rejects with the end of what it
 * said.
 */
export const runScript = async (
  name: string,
  args: ReadonlyArray<string>,
  folder: string = __dirname,
): Promise<void> => {
  const { code, stdout, stderr } = await runProgram(
    'unshare',
    ['--mount', '--fork', '--kill-child', '/bin/sh', '-eu', join(folder, name), ...args],
    { env: systemEnv() },
  )
  if (code !== 0) throw new Error(`${name} failed: ${lastLines(`${stdout}\n${stderr}`, 8)}`)
}
