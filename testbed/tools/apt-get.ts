import { withLock } from './lock'
import { lastLines, runProgram } from './run-program'

/** Runs apt-get without questions; undefined when it went well, else the end of what it said. */
export const aptGet = async (args: ReadonlyArray<string>, cwd?: string): Promise<string | undefined> => {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const { code, stderr } = await runProgram('apt-get', ['-q', '-y', ...args], {
    env,
    ...(cwd !== undefined && { cwd }),
  })
  return code === 0 ? undefined : lastLines(stderr, 3)
}

/**
 * Lists of packages that are old, or that a new machine has not got, are fetched only when they are in the way. One at a
 * time: apt-get fails where another one is at work.
 */
export const aptGetOrUpdate = (args: ReadonlyArray<string>, cwd?: string): Promise<string | undefined> =>
  withLock(
    'apt-get',
    () => undefined,
    async () => {
      if ((await aptGet(args, cwd)) === undefined) return undefined
      return (await aptGet(['update'])) ?? aptGet(args, cwd)
    },
  )

/** Installs Debian packages without what they only recommend; undefined when it went well. */
export const installPackages = (...packages: ReadonlyArray<string>): Promise<string | undefined> =>
  aptGetOrUpdate(['install', '--no-install-recommends', ...packages])
