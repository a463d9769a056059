import type { Lab } from '../../../testbed/lab/lab'
import { keepLogsOfFailures } from './keep-logs'

interface Ending {
  /** Absent where the suite failed before it had one. */
  readonly lab: Lab | undefined
  readonly dir: string
  /** What ends before the lab does, so that nothing watches it go. */
  readonly stops?: ReadonlyArray<() => unknown>
}

/** At the end of a suite that has a lab in `dir`, of whose `after` `hook` is the hook. */
export const endLab = async (hook: Mocha.Runnable | undefined, { lab, dir, stops = [] }: Ending): Promise<void> => {
  for (const stop of stops) await stop()
  await lab?.stop()
  keepLogsOfFailures(hook, dir)
}
