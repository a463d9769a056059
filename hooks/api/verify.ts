import * as t from 'io-ts'
import { ConditionStatus } from './kubernetes'
import { LabelSelector } from './label-selector'

const WantedCondition = t.type({ type: t.string, status: ConditionStatus }, 'WantedCondition')

/** What a rebooted node must show, besides being Ready; `rollout.verify` of a pool, with at least one field. */
export const Verify = t.partial(
  {
    /** Full names of units that must be active on the host since it started. */
    systemdUnits: t.readonlyArray(t.string),
    nodeConditions: t.readonlyArray(WantedCondition),
    /** Pods of DaemonSets on the node, at least one, that must be Ready; empty means all of them. */
    daemonSetPods: LabelSelector,
  },
  'Verify',
)
export interface Verify extends t.TypeOf<typeof Verify> {}
