import type { BootcRollout } from '../../hooks/api/bootc-rollout'
import type { Api } from '../cluster/api'
import { readFleet } from '../cluster/fleet'
import { courseOf, poolNamed, rolloutOf } from '../course'
import { commandError, EXIT } from '../exit'
import { typedPoolName } from '../names'
import { noRollout } from '../no-rollout'
import type { Report } from '../report'
import { planOf } from './pool-plan'
import { renderPlan } from './render'
import { withImage } from './what-if'

/** The order of the rollout and what blocks it now, with the pool's image or with another one; changes nothing. */
export const plan = async (api: Api, name: string, image: string | undefined, now: Date): Promise<Report> => {
  const fleet = await readFleet(api)
  const pool = poolNamed(fleet, name)
  const present = rolloutOf(fleet, name)
  if (present === undefined) throw commandError(EXIT.refused, noRollout(name, pool))
  const rollout: BootcRollout = image === undefined ? present : withImage(pool, present, image)
  const told = planOf(courseOf(fleet, rollout, now), image !== undefined)
  return {
    kind: 'PoolPlan',
    names: [typedPoolName(name)],
    data: told,
    lines: style => renderPlan(told, style),
  }
}
