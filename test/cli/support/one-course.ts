import { type Course, courseOf } from '../../../cli/course'
import type { BootcNodeUpdate } from '../../../hooks/api/bootc-node-update'
import { type BootcPoolMember, memberPoolLabel } from '../../../hooks/api/bootc-pool-member'
import type { BootcRollout } from '../../../hooks/api/bootc-rollout'
import { NOW } from './scene'

export type Pair = readonly [BootcPoolMember, BootcNodeUpdate?]

const labelled = (member: BootcPoolMember): BootcPoolMember => ({
  ...member,
  metadata: { ...member.metadata, labels: { [memberPoolLabel('workers')]: 'owner' } },
})

/** The course of one rollout over these nodes. */
export const oneCourse = (rollout: BootcRollout, nodes: ReadonlyArray<Pair>): Course =>
  courseOf(
    {
      pools: [],
      rollouts: [rollout],
      members: nodes.map(([member]) => labelled(member)),
      updates: nodes.flatMap(([, update]) => update ?? []),
    },
    rollout,
    NOW,
  )
