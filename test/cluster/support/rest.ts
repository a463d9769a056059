import { setTimeout as sleep } from 'node:timers/promises'
import { ourWritesSince } from '../../../testbed/lab/audit'
import type { Lab } from '../../../testbed/lab/lab'

type Writes = ReadonlyArray<string>

/** Longer than Metacontroller's resync. */
export const REST_SECONDS = 35

/** What writes at rest does so in each of them. */
const MOST_LOOKS = 4

/** Waits for a rest; writes of the operator and its agents meanwhile, each as "user verb what". */
export const writesInARest = async ({ controlPlane }: Pick<Lab, 'controlPlane'>): Promise<Writes> => {
  const from = Date.now()
  await sleep(REST_SECONDS * 1000)
  const found = await ourWritesSince(controlPlane.auditLog, from)
  return found.map(({ user, verb, what }) => `${user} ${verb} ${what}`)
}

/** Looks until a look finds no write; the writes of the last look. The last statuses follow a rollout, on a slow machine late. */
export const writesAtLast = async (look: () => Promise<Writes>): Promise<Writes> => {
  let writes: Writes = []
  for (let left = MOST_LOOKS; left > 0; left -= 1) {
    writes = await look()
    if (writes.length === 0) break
  }
  return writes
}
