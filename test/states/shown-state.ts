import { readFleet } from '../../cli/cluster/fleet'
import type { PoolPicture } from '../../cli/dashboard/picture'
import { takePicture } from '../../cli/dashboard/take-picture'
import { poolFinding } from '../../cli/doctor/pool-checks'
import { isCommandError } from '../../cli/exit'
import { plan } from '../../cli/plan/plan'
import type { Report } from '../../cli/report'
import { status } from '../../cli/status/status'
import { printed } from '../../cli/text/print'
import { styleFor } from '../../cli/text/style'
import { why } from '../../cli/why/why'
import type { Condition } from '../../hooks/api/kubernetes'
import { cellOf, columnsOf } from '../manifests/columns'
import type { Stored } from '../simulate/store'
import { tell } from '../simulate/story'
import type { World } from '../simulate/world'
import type { PoolState } from './pool-states'
import { worldApi } from './world-api'

/** A state as every tool shows it. */
export interface ShownState {
  readonly state: PoolState
  readonly world: World
  readonly pool: Stored
  readonly conditions: ReadonlyArray<Condition>
  /** `kubectl get bnp`: the header and the pool's line. */
  readonly columns: ReadonlyArray<string>
  readonly doctor: string
  readonly status: string
  readonly why: string
  readonly plan: string
  readonly picture: PoolPicture
}

const POOL = 'workers'
const STYLE = styleFor({ columns: undefined, environment: { COLUMNS: '120' } })

/** What a command prints; of one that refuses, the error. */
const saidBy = async (report: Promise<Report>): Promise<string> => {
  try {
    return printed([await report], 'text', STYLE).trimEnd()
  } catch (error) {
    if (!isCommandError(error)) throw error
    return `error: ${error.message}`
  }
}

/** As kubectl aligns them; ages change with the day and are left out. */
const columnLines = (pool: Stored): ReadonlyArray<string> => {
  const shown = columnsOf('bootcnodepools').filter(({ priority = 0, type }) => priority === 0 && type !== 'date')
  const rows = [
    ['NAME', ...shown.map(({ name }) => name.toUpperCase())],
    [pool.metadata.name, ...shown.map(column => cellOf(pool, column))],
  ]
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map(row => row[at]?.length ?? 0)))
  return rows.map(row =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('   ')
      .trimEnd(),
  )
}

/** Plays the state, with every invariant checked on the way, and looks at its end. */
export const showState = async (state: PoolState): Promise<ShownState> => {
  const telling = state.telling()
  await tell(telling)
  const { world } = telling
  const now = new Date(world.now)
  const api = worldApi(world)
  const pool = world.pools.get(POOL)
  const [picture] = takePicture(await readFleet(api), now).pools.filter(({ pool: name }) => name === POOL)
  if (pool === undefined || picture === undefined) throw new Error(`${state.title}: there is no pool ${POOL}`)
  const { conditions = [] } = (pool.status ?? {}) as { readonly conditions?: ReadonlyArray<Condition> }
  const finding = poolFinding(pool as Parameters<typeof poolFinding>[0])
  return {
    state,
    world,
    pool,
    conditions,
    columns: columnLines(pool),
    doctor: [`${finding.state}: ${finding.says}`, ...(finding.todo === undefined ? [] : [finding.todo])].join('; '),
    status: await saidBy(status(api, { pools: [POOL] }, { now })),
    why: await saidBy(why(api, state.node, now)),
    plan: await saidBy(plan(api, POOL, undefined, now)),
    picture,
  }
}
