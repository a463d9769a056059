import * as E from 'fp-ts/Either'
import type { Host, HostResult } from '../ports'

const SECONDS_30 = 30_000

/** Of `systemctl is-active`: anything but these means that nothing runs. */
const RUNNING = new Set(['active', 'activating', 'deactivating', 'reloading'])

/** Those of the units that run on the host now. */
export const activeAmong = async (host: Host, units: ReadonlyArray<string>): HostResult<ReadonlyArray<string>> => {
  const answer = await host.run(['systemctl', 'is-active', ...units], SECONDS_30)
  if (E.isLeft(answer) && answer.left.kind !== 'command-failed') return answer
  // It fails when no unit is active, and prints one word per unit all the same.
  const stdout = E.isRight(answer) ? answer.right : answer.left.kind === 'command-failed' ? answer.left.stdout : ''
  const words = stdout.split('\n')
  return E.right(units.filter((_, i) => RUNNING.has(words[i]?.trim() ?? '')))
}
