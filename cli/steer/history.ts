import type { PastRollout } from '../../hooks/api/bootc-rollout'
import type { Api } from '../cluster/api'
import { readFleet } from '../cluster/fleet'
import { poolCourse, poolNamed } from '../course'
import { typedPoolName } from '../names'
import type { Report } from '../report'
import { duration, shownTime } from '../text/age'
import type { Style } from '../text/style'
import { table } from '../text/table'
import { hanging } from '../text/wrap'
import { type ImageNames, imageNamesOf } from '../versions'

const HEADER = ['IMAGE', 'OUTCOME', 'UPDATED', 'FAILED', 'TOOK', 'STARTED']

const rowOf = (
  { digest, outcome, updated, failed, startedAt, finishedAt }: PastRollout,
  nameOf: ImageNames,
): ReadonlyArray<string> => [
  nameOf(digest),
  outcome,
  String(updated),
  String(failed),
  duration((Date.parse(finishedAt) - Date.parse(startedAt)) / 1000),
  shownTime(startedAt),
]

/** A row for each rollout, and why it was given up below its row. */
const lines = (past: ReadonlyArray<PastRollout>, nameOf: ImageNames, style: Style): ReadonlyArray<string> => {
  const rows = past.map(entry => rowOf(entry, nameOf))
  const [head = '', ...told] = table(HEADER, rows, style)
  const whys = past.map(({ message }) => (message === undefined ? [] : hanging('  ', message, style)))
  return [head, ...told.flatMap((row, at) => [row, ...(whys[at] ?? [])])]
}

/** The last rollouts of a pool that have ended, the newest first. */
export const history = async (api: Api, name: string, now: Date): Promise<Report> => {
  const fleet = await readFleet(api)
  const { course } = poolCourse(fleet, poolNamed(fleet, name), now)
  const past = [...(course?.observed.rollout.status?.history ?? [])].reverse()
  const nameOf = imageNamesOf(course?.observed)
  return {
    kind: 'PoolHistory',
    names: [typedPoolName(name)],
    data: { pool: name, history: past },
    lines: style => (past.length === 0 ? [`No rollout of pool ${name} has ended yet.`] : lines(past, nameOf, style)),
  }
}
