import type { Api } from '../cluster/api'
import { type Fleet, readFleet } from '../cluster/fleet'
import { poolCourses } from '../course'
import { typedPoolName } from '../names'
import type { Report } from '../report'
import { poolStatus } from './pool-status'
import { renderPool } from './render'

export interface StatusWish {
  /** All of them when there is none. */
  readonly pools?: ReadonlyArray<string>
  /** Every node on a line of its own. */
  readonly allNodes?: boolean
}

/** When the status is, and of which cluster, as the user calls it. */
export interface StatusView {
  readonly now: Date
  readonly cluster?: string
}

export const statusReport = (
  fleet: Fleet,
  { pools: names, allNodes = false }: StatusWish,
  view: StatusView,
): Report => {
  const { now, cluster } = view
  const pools = poolCourses(fleet, names, now).map(poolStatus)
  return {
    kind: 'PoolStatusList',
    data: { cluster, pools },
    names: pools.map(({ pool }) => typedPoolName(pool)),
    lines: style => [
      ...(cluster === undefined ? [] : [style.paint('dim', `context ${cluster}`)]),
      ...(pools.length === 0
        ? ['There is no BootcNodePool yet.']
        : pools.flatMap((status, at) => [...(at === 0 ? [] : ['']), ...renderPool(status, now, style, allNodes)])),
    ],
  }
}

/** The tree of pools and nodes as it is now. */
export const status = async (api: Api, wish: StatusWish, view: StatusView): Promise<Report> =>
  statusReport(await readFleet(api), wish, view)
