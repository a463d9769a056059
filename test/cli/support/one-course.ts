import assert from 'node:assert/strict'
import { type Course, courseOf } from '../../../cli/course'
import { planOf } from '../../../cli/plan/pool-plan'
import { renderPlan } from '../../../cli/plan/render'
import { styleFor } from '../../../cli/text/style'
import type { BootcNodeUpdate } from '../../../hooks/api/bootc-node-update'
import type { BootcRollout } from '../../../hooks/api/bootc-rollout'
import type { PhasedNode } from '../../../hooks/rollout-sync/observed'
import { joined, type NamedMember } from '../../builders/a-member'
import { NOW } from './scene'

export type Pair = readonly [NamedMember, BootcNodeUpdate?]

/** The course of one rollout over these nodes. */
export const oneCourse = (rollout: BootcRollout, nodes: ReadonlyArray<Pair>): Course =>
  courseOf(
    {
      pools: [],
      rollouts: [rollout],
      updates: nodes.map(([member, update]) => joined(member, update)),
    },
    rollout,
    NOW,
  )

/** What `plan` prints of it on a terminal of so many columns. */
export const planLines = (course: Course, columns = '200'): ReadonlyArray<string> =>
  renderPlan(planOf(course), styleFor({ columns: undefined, environment: { COLUMNS: columns } }))

export const nodeIn = ({ observed }: Course, name: string): PhasedNode => {
  const node = observed.nodes.find(other => other.name === name)
  assert.ok(node, `${name} is no node of the course`)
  return node
}
