import * as t from 'io-ts'
import { LabelSelector } from './label-selector'
import { CountOrPercent, Seconds } from './quantity'

const Approval = t.keyof({ Automatic: null, Manual: null }, 'Approval')

/** Nodes that must run the image, and prove it, before others start; `rollout.steps` of a pool. */
export const RolloutStep = t.intersection(
  [
    t.type({
      /** What it has reached is remembered under this name. */
      id: t.string,
      soakSeconds: Seconds,
      approval: Approval,
      /** Nodes that must fail after their reboot while it goes on; a percentage is of its goal. */
      failureThreshold: CountOrPercent,
    }),
    t.partial({
      /** All nodes of the pool without it. */
      nodeSelector: LabelSelector,
      /** All that take part without it. */
      nodes: CountOrPercent,
    }),
  ],
  'RolloutStep',
)
export interface RolloutStep extends t.TypeOf<typeof RolloutStep> {}
