import type { Api } from '../cluster/api'
import { type Fleet, readFleet } from '../cluster/fleet'
import { poolCourses } from '../course'
import type { Report } from '../report'
import { poolStatus } from './pool-status'
import { renderPool } from './render'

export interface StatusWish {
  readonly pool?: string
  /** Every node on a line of its own. */
  readonly allNodes?: boolean
}

export const statusReport = (fleet: Fleet, { pool, allNodes = false }: StatusWish, now: Date): Report => {
  const pools = poolCourses(fleet, pool, now).map(poolStatus)
  return {
    data: { pools },
    lines: style =>
      pools.length === 0
        ? ['There is no BootcNodePool yet.']
        : pools.flatMap((status, at) => [...(at === 0 ? [] : ['']), ...renderPool(status, now, style, allNodes)]),
  }
}

/** The tree of pools and nodes as it is now. */
export const status = async (api: Api, wish: StatusWish, now: Date): Promise<Report> =>
  statusReport(await readFleet(api), wish, now)
