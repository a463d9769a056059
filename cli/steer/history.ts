import type { PastRollout } from '../../hooks/api/bootc-rollout'
import { shortDigest } from '../../hooks/api/image'
import type { Api } from '../cluster/api'
import { readFleet } from '../cluster/fleet'
import { poolNamed, rolloutOf } from '../course'
import type { Report } from '../report'
import { duration, shownTime } from '../text/age'
import { table } from '../text/table'

const HEADER = ['DIGEST', 'OUTCOME', 'UPDATED', 'FAILED', 'TOOK', 'STARTED']

const rowOf = ({ digest, outcome, updated, failed, startedAt, finishedAt }: PastRollout): ReadonlyArray<string> => [
  shortDigest(digest),
  outcome,
  String(updated),
  String(failed),
  duration((Date.parse(finishedAt) - Date.parse(startedAt)) / 1000),
  shownTime(startedAt),
]

/** The last rollouts of a pool that have ended, the newest first. */
export const history = async (api: Api, name: string): Promise<Report> => {
  const fleet = await readFleet(api)
  poolNamed(fleet, name)
  const past = [...(rolloutOf(fleet, name)?.status?.history ?? [])].reverse()
  return {
    data: { pool: name, history: past },
    lines: style =>
      past.length === 0 ? [`No rollout of pool ${name} has ended yet.`] : table(HEADER, past.map(rowOf), style),
  }
}
