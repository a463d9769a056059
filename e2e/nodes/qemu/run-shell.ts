import { lastLines, runProgram } from '../../../testbed/tools/run-program'
import { systemEnv } from '../../../testbed/tools/system-env'

/** Runs a line of shell; `$1` and so on are the arguments. Rejects with the end of what it said. */
export const runShell = async (
  script: string,
  args: ReadonlyArray<string> = [],
  env: NodeJS.ProcessEnv = process.env,
): Promise<string> => {
  const { code, stdout, stderr } = await runProgram('/bin/sh', ['-euc', script, 'sh', ...args], {
    env: systemEnv(env),
  })
  if (code !== 0) throw new Error(`${script.split('\n')[0]} failed: ${lastLines(stderr || stdout, 5)}`)
  return stdout
}
