import type { Api } from '../cluster/api'
import { PATHS, readPool } from '../cluster/fleet'
import { commandError, EXIT } from '../exit'
import type { Report } from '../report'
import { wrap } from '../text/wrap'
import type { Wish } from './edit'

export interface Steering {
  readonly pool: string
  /** All is checked by the API server, nothing is stored. */
  readonly dryRun?: boolean
}

/**
 * Edits a pool as `kubectl edit` would, bound to what was read: an edit that somebody else made meanwhile is not
 * decided upon unseen.
 */
export const steer = async (
  api: Api,
  { pool: name, dryRun = false }: Steering,
  wish: Wish,
  now: Date,
): Promise<Report> => {
  const pool = await readPool(api, name)
  if (pool === undefined) throw commandError(EXIT.notFound, `there is no BootcNodePool "${name}"`)
  const { spec, said } = wish(pool, now)
  const { resourceVersion } = pool.metadata
  const body = { metadata: { resourceVersion }, spec }
  const edited = await api.patch(`${PATHS.pools}/${name}`, body, dryRun)
  if (edited === undefined) throw commandError(EXIT.notFound, `there is no BootcNodePool "${name}" any more`)
  const sentence = `pool ${name}: ${said}${dryRun ? ' (dry run, nothing was changed)' : ''}`
  return { data: edited, lines: ({ width }) => wrap(sentence, width) }
}
