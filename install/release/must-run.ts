import { lastLines, runProgram } from '../../testbed/tools/run-program'

/** What a program prints; throws with the end of its complaint when it fails. */
export const mustRun = async (file: string, args: ReadonlyArray<string>): Promise<string> => {
  const { code, stdout, stderr } = await runProgram(file, args, { env: process.env })
  if (code !== 0) throw new Error(`${file} ${args.join(' ')}: ${lastLines(stderr) || `ended with ${code}`}`)
  return stdout
}
