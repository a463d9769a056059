import * as t from 'io-ts'
import { Condition, Timestamp } from '../api/kubernetes'
import { Count } from '../api/quantity'

/** What metrics read in the status that pool-sync answers. */
export const SeenPoolStatus = t.partial(
  { phase: t.string, nextWindow: Timestamp, conditions: t.readonlyArray(Condition) },
  'SeenPoolStatus',
)
export interface SeenPoolStatus extends t.TypeOf<typeof SeenPoolStatus> {}

/** What metrics read in the status that rollout-sync answers. */
export const SeenRolloutStatus = t.partial(
  {
    nodeCount: Count,
    counts: t.record(t.string, Count),
    startedAt: Timestamp,
    gates: t.readonlyArray(t.type({ id: t.string })),
    unwell: t.readonlyArray(t.unknown),
    step: t.partial({ endsAt: Timestamp }),
  },
  'SeenRolloutStatus',
)
export interface SeenRolloutStatus extends t.TypeOf<typeof SeenRolloutStatus> {}
