import { refusalStatus } from '../../hooks/ports/api/api-request'
import type { Api } from '../cluster/api'
import { PATHS, readPool } from '../cluster/fleet'
import { commandError, EXIT } from '../exit'
import { typedPoolName } from '../names'
import type { Report } from '../report'
import { wrap } from '../text/wrap'
import type { PoolEdit } from './edit'

export interface Steering {
  readonly pool: string
  /** All is checked by the API server, nothing is stored. */
  readonly dryRun?: boolean
}

/** The operator writes the status of a pool that rolls out every moment, and each write is a conflict with ours. */
const TRIES = 10

const CONFLICT = 409

/**
 * Edits a pool as `kubectl edit` would, bound to what was read: an edit that another user made meanwhile is not
 * decided upon unseen. After a conflict the pool is read again and the edit is decided again.
 */
export const steer = async (
  api: Api,
  { pool: name, dryRun = false }: Steering,
  wish: PoolEdit,
  now: Date,
): Promise<Report> => {
  const gone = (): never => {
    throw commandError(EXIT.notFound, `there is no BootcNodePool "${name}"`)
  }
  const edit = async (triesLeft: number): Promise<Report> => {
    const pool = (await readPool(api, name)) ?? gone()
    const { spec, annotations, said } = wish(pool, now)
    const { resourceVersion } = pool.metadata
    const body = { metadata: { resourceVersion, annotations }, spec }
    try {
      const edited = (await api.patch(`${PATHS.pools}/${name}`, body, dryRun)) ?? gone()
      const sentence = `pool ${name}: ${said}${dryRun ? ' (dry run, nothing was changed)' : ''}`
      return {
        data: edited as object,
        names: [typedPoolName(name)],
        lines: ({ width }) => wrap(sentence, width),
      }
    } catch (error) {
      if (triesLeft > 1 && refusalStatus(error) === CONFLICT) return edit(triesLeft - 1)
      throw error
    }
  }
  return edit(TRIES)
}
