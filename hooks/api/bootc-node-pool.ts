import * as t from 'io-ts'
import { PoolSelection } from './bootc-pool-scope'
import { Awaits } from './bootc-rollout'
import { ImageDigest } from './image'
import { Condition, ObjectMeta, Timestamp } from './kubernetes'
import { Count, Seconds } from './quantity'
import { Disruption, RolloutSettings } from './rollout-settings'

const Updates = t.keyof({ Manual: null, Automatic: null }, 'Updates')

const PoolImage = t.intersection(
  [
    t.type({ ref: t.string, updates: Updates, pollIntervalSeconds: Seconds }),
    t.partial({ approvedDigest: ImageDigest, requireSignature: t.boolean }),
  ],
  'PoolImage',
)

const ApprovedStep = t.type({ digest: ImageDigest, id: t.string }, 'ApprovedStep')

const PoolRollout = t.intersection(
  [
    RolloutSettings,
    t.type({ paused: t.boolean }),
    t.partial({ cancelledDigest: ImageDigest, approvedStep: ApprovedStep, urgentDigest: ImageDigest }),
  ],
  'PoolRollout',
)

const PullSecretRef = t.intersection([t.type({ name: t.string }), t.partial({ namespace: t.string })], 'PullSecretRef')

export const BootcNodePoolSpec = t.intersection(
  [
    PoolSelection,
    t.type({ image: PoolImage, rollout: PoolRollout, disruption: Disruption }),
    t.partial({ pullSecretRef: PullSecretRef }),
  ],
  'BootcNodePoolSpec',
)
export interface BootcNodePoolSpec extends t.TypeOf<typeof BootcNodePoolSpec> {}

/**
 * What the pool's reference was last found to mean. `ref` is the reference that `digest` and the pool's target belong to;
 * while `pendingRef`, the present one, cannot be resolved, nothing changes. `digest` may be newer than the target.
 */
export const ResolvedImage = t.intersection(
  [
    t.type({ ref: t.string }),
    t.partial({
      digest: ImageDigest,
      /** When that digest was found first. */
      resolvedAt: Timestamp,
      version: t.string,
      createdAt: t.string,
      architectures: t.readonlyArray(t.string),
      pendingRef: t.string,
      /** Lookups that failed in a row, why the last one did, and when the next one is. */
      failures: Count,
      reason: t.string,
      error: t.string,
      nextResolutionAt: Timestamp,
    }),
  ],
  'ResolvedImage',
)
export interface ResolvedImage extends t.TypeOf<typeof ResolvedImage> {}

const PoolStep = t.intersection(
  [t.type({ id: t.string, awaits: Awaits }), t.partial({ endsAt: Timestamp })],
  'PoolStep',
)

/** What of its own earlier status pool-sync reads again. */
export const BootcNodePoolStatus = t.partial(
  {
    phase: t.string,
    reason: t.string,
    nodeCount: Count,
    message: t.string,
    targetDigest: ImageDigest,
    targetVersion: t.string,
    deployedDigest: ImageDigest,
    availableDigest: ImageDigest,
    image: ResolvedImage,
    /** The step of the rollout that goes on. */
    step: PoolStep,
    conditions: t.readonlyArray(Condition),
  },
  'BootcNodePoolStatus',
)
export interface BootcNodePoolStatus extends t.TypeOf<typeof BootcNodePoolStatus> {}

export const BootcNodePool = t.intersection(
  [t.type({ metadata: ObjectMeta, spec: BootcNodePoolSpec }), t.partial({ status: BootcNodePoolStatus })],
  'BootcNodePool',
)
export interface BootcNodePool extends t.TypeOf<typeof BootcNodePool> {}
