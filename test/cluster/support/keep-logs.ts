import { rmSync } from 'node:fs'

/** At the end of a suite, of whose `after` this is the hook: a failure keeps the logs of every process in `dir`. */
export const keepLogsOfFailures = (hook: Mocha.Runnable | undefined, dir: string): void => {
  if (hook?.parent?.tests.every(({ state }) => state === 'passed')) rmSync(dir, { recursive: true, force: true })
  else console.log(`      logs are in ${dir}`)
}
