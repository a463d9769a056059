import type { BootcRollout } from '../hooks/api/bootc-rollout'
import { NODE_SLOT_LABEL, UPDATE_KEY } from '../hooks/api/names'
import { memberPoolLabel } from '../hooks/api/pool-member'
import type { MarkedNode } from '../hooks/ports/cluster'
import { candidates } from '../hooks/rollout-sync/decide/candidates'
import { type Plan, planRollout } from '../hooks/rollout-sync/decide/plan'
import { withinStep } from '../hooks/rollout-sync/decide/step-room'
import { type Domains, domainsAhead } from '../hooks/rollout-sync/decide/topology'
import { type Observed, observe } from '../hooks/rollout-sync/observed'
import type { Fleet } from './cluster/fleet'
import type { ShownPool } from './cluster/shown-pool'
import { commandError, EXIT } from './exit'

/** A rollout as the operator itself sees it, and what it is about to do. */
export interface Course {
  readonly observed: Observed
  readonly plan: Plan
  /** The place of each node that may start, from 0, by its name. */
  readonly queue: ReadonlyMap<string, number>
  /** What limits by topology leave to the next node. */
  readonly domains: Domains
}

/** A pool and its course; none until the operator has made a rollout of it. */
export interface PoolCourse {
  readonly pool: ShownPool
  readonly course?: Course
}

const byName = <T extends { readonly metadata: { readonly name: string } }>(
  objects: ReadonlyArray<T>,
): Readonly<Record<string, T>> => Object.fromEntries(objects.map(object => [object.metadata.name, object]))

/** The marks of all pools, with the labels that their pools read. */
const marksIn = ({ updates }: Fleet): ReadonlyArray<MarkedNode> =>
  updates.flatMap(({ metadata: { name }, spec: { node } }) => {
    if (node.slot === undefined) return []
    const read = (node.labels ?? []).flatMap(({ key, value }) => (value === undefined ? [] : [[key, value] as const]))
    return [{ name, labels: { ...Object.fromEntries(read), [NODE_SLOT_LABEL]: node.slot.pool } }]
  })

/**
 * What rollout-sync would be asked, decided by its own pure decisions: this program cannot tell another story than the
 * operator acts by.
 */
export const courseOf = (fleet: Fleet, rollout: BootcRollout, now: Date): Course => {
  const { pool } = rollout.spec
  const updates = fleet.updates.filter(({ metadata }) => metadata.labels?.[memberPoolLabel(pool)] !== undefined)
  const observed = {
    ...observe({ parent: rollout, related: { [UPDATE_KEY]: byName(updates) } }, now),
    marks: marksIn(fleet),
  }
  return {
    observed,
    plan: planRollout(observed),
    queue: new Map(withinStep(observed, candidates(observed)).map(({ name }, at) => [name, at])),
    domains: domainsAhead(observed),
  }
}

export const rolloutOf = ({ rollouts }: Fleet, pool: string): BootcRollout | undefined =>
  rollouts.find(({ metadata }) => metadata.name === pool)

export const poolCourse = (fleet: Fleet, pool: ShownPool, now: Date): PoolCourse => {
  const rollout = rolloutOf(fleet, pool.metadata.name)
  return rollout === undefined ? { pool } : { pool, course: courseOf(fleet, rollout, now) }
}

/** The pool of that name; throws a CommandError that names those that exist. */
export const poolNamed = ({ pools }: Fleet, name: string): ShownPool => {
  const found = pools.find(({ metadata }) => metadata.name === name)
  if (found !== undefined) return found
  const names = pools.map(({ metadata }) => metadata.name).join(', ')
  throw commandError(
    EXIT.notFound,
    `there is no BootcNodePool "${name}"; ${names ? `there are: ${names}` : 'there is none at all'}`,
  )
}

/** Of these pools, or of all when there is none, in the order of their names. */
export const poolCourses = (fleet: Fleet, names: ReadonlyArray<string> = [], now: Date): ReadonlyArray<PoolCourse> => {
  const pools = names.length === 0 ? fleet.pools : [...new Set(names)].map(name => poolNamed(fleet, name))
  return [...pools]
    .sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1))
    .map(pool => poolCourse(fleet, pool, now))
}
