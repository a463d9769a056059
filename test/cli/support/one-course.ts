import { type Course, courseOf } from '../../../cli/course'
import type { BootcNodeUpdate } from '../../../hooks/api/bootc-node-update'
import type { BootcRollout } from '../../../hooks/api/bootc-rollout'
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
