import { foreignNode } from '../../hooks/api/foreign-node'
import { Node } from '../../hooks/api/kubernetes'
import { readMark } from '../../hooks/api/mark'
import type { Api } from '../cluster/api'
import { type Fleet, readFleet } from '../cluster/fleet'
import { type Course, courseOf, rolloutOf } from '../course'
import { commandError, EXIT } from '../exit'
import { noRollout } from '../no-rollout'
import type { Report } from '../report'
import { fields } from '../text/fields'
import { nodeWhy } from './node-why'
import { renderWhy } from './render'

const courseOfNode = (fleet: Fleet, name: string, now: Date): Course | undefined => {
  const pool = fleet.updates.find(({ metadata }) => metadata.name === name)?.spec.node.pool
  const rollout = pool === undefined ? undefined : rolloutOf(fleet, pool)
  return rollout && courseOf(fleet, rollout, now)
}

const noPool = ({ metadata }: Node): string => {
  const foreign = foreignNode(metadata.labels ?? {})
  return foreign === undefined
    ? 'it is in no pool'
    : `it is ${foreign.what} (label ${foreign.label}=${foreign.value}), which can never be a bootc host, so it is in no pool`
}

/** A Node that no rollout knows: in no pool, in one that has no rollout yet, or with a mark that belongs to no pool. */
const outside = async (api: Api, fleet: Fleet, name: string): Promise<Report> => {
  const node = await api.get(Node, `/api/v1/nodes/${name}`)
  if (node === undefined) throw commandError(EXIT.notFound, `there is no Node "${name}"`)
  const pool = fleet.updates.find(({ metadata }) => metadata.name === name)?.spec.node.pool
  const mark = readMark(node.metadata)
  const message =
    pool === undefined
      ? noPool(node)
      : `its ${noRollout(
          pool,
          fleet.pools.find(({ metadata }) => metadata.name === pool),
        )}`
  const marked = mark.state === 'none' ? undefined : `it still has the mark of a slot: kubectl bootc release ${name}`
  return {
    kind: 'NodeExplanation',
    names: [`node/${name}`],
    data: { node: name, pool, message, todo: marked },
    lines: style => [
      style.paint('bold', name),
      ...fields(
        [
          ['reason', message],
          ['to do', marked],
        ],
        style,
      ),
    ],
  }
}

/** Why a node is not where it should be, since when, and what to do. */
export const why = async (api: Api, name: string, now: Date): Promise<Report> => {
  const fleet = await readFleet(api)
  const course = courseOfNode(fleet, name, now)
  const node = course?.observed.nodes.find(other => other.name === name)
  if (course === undefined || node === undefined) return outside(api, fleet, name)
  const told = nodeWhy(node, course)
  return { kind: 'NodeExplanation', names: [`node/${name}`], data: told, lines: style => renderWhy(told, now, style) }
}
