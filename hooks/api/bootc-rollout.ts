import * as t from 'io-ts'
import { ImageDigest } from './image'
import { Condition, ObjectMeta, Timestamp } from './kubernetes'
import { Count } from './quantity'
import { renamed } from './renamed'
import { Disruption, RolloutSettings } from './rollout-settings'

export const BootcRolloutSpec = t.intersection(
  [
    t.type({
      pool: t.string,
      /** `repository@digest`, as bootc gets it. */
      image: t.string,
      digest: ImageDigest,
      paused: t.boolean,
      cancelled: t.boolean,
      rollout: RolloutSettings,
      disruption: Disruption,
    }),
    t.partial({
      /** Those that the image exists for, as Nodes name them; absent or empty when unknown. */
      architectures: t.readonlyArray(t.string),
      /** The image's version label, for people. */
      version: t.string,
      /** What the pool's annotation `node.bootc.dev/paused` says, when it is there. */
      pauseReason: t.string,
      requireSignature: t.boolean,
      /** The registry has no such image, by the operator's own question; asked when nodes say so. */
      imageNotFound: t.boolean,
      /** Windows, steps and gates do not hold the digest up. */
      urgent: t.boolean,
      /** The step that is approved for the digest, and with it those before it. */
      approvedStep: t.string,
    }),
  ],
  'BootcRolloutSpec',
)
export interface BootcRolloutSpec extends t.TypeOf<typeof BootcRolloutSpec> {}

const Phase = t.keyof(
  {
    Waiting: null,
    Staging: null,
    Progressing: null,
    Soaking: null,
    AwaitsApproval: null,
    Paused: null,
    Halted: null,
    Completed: null,
    RollingBack: null,
    RolledBack: null,
  },
  'RolloutPhase',
)

/**
 * `RollingBack` and `RolledBack`: the target was given up, by `cancelledDigest` or by the policy RollBack. Before the first
 * release they were called `Returning` and `Returned`.
 */
export const RolloutPhase = renamed(Phase, { Returning: 'RollingBack', Returned: 'RolledBack' })
export type RolloutPhase = t.TypeOf<typeof RolloutPhase>

const FailedNode = t.type({ node: t.string, reason: t.string, message: t.string }, 'FailedNode')
export interface FailedNode extends t.TypeOf<typeof FailedNode> {}

/**
 * What was decided when too many nodes failed; it counts for its attempt alone. `passes`: the nodes are only late, so that
 * it ends by itself when they get through.
 */
export const Verdict = t.intersection(
  [
    t.type({
      attempt: t.string,
      action: t.keyof({ Halt: null, RollBack: null }, 'Action'),
      at: Timestamp,
      message: t.string,
    }),
    t.partial({ passes: t.boolean }),
  ],
  'Verdict',
)
export interface Verdict extends t.TypeOf<typeof Verdict> {}

const Outcome = renamed(t.keyof({ Completed: null, Superseded: null, RolledBack: null }, 'Outcome'), {
  Returned: 'RolledBack',
})

/** A rollout that has ended. `failedAttempt` is the attempt that was halted or rolled back, if it was;
 * `message` why it was given up. */
export const PastRollout = t.intersection(
  [
    t.type({
      digest: ImageDigest,
      startedAt: Timestamp,
      finishedAt: Timestamp,
      outcome: Outcome,
      updated: Count,
      failed: Count,
    }),
    t.partial({ version: t.string, failedAttempt: t.string, message: t.string }),
  ],
  'PastRollout',
)
export interface PastRollout extends t.TypeOf<typeof PastRollout> {}

export const Awaits = t.keyof({ Nodes: null, Soak: null, Health: null, Approval: null }, 'Awaits')
export type Awaits = t.TypeOf<typeof Awaits>

/** The step that goes on in `attempt`. `reachedAt`: since when `goal` nodes run the digest; `endsAt`: the end of its soak. */
export const StepProgress = t.intersection(
  [
    t.type({ id: t.string, attempt: t.string, goal: Count, updated: Count, begunAt: Timestamp, awaits: Awaits }),
    t.partial({ reachedAt: Timestamp, endsAt: Timestamp }),
  ],
  'StepProgress',
)
export interface StepProgress extends t.TypeOf<typeof StepProgress> {}

export const PassedStep = t.type({ id: t.string, at: Timestamp }, 'PassedStep')
export interface PassedStep extends t.TypeOf<typeof PassedStep> {}

export const ClosedGate = t.type({ id: t.string, since: Timestamp, message: t.string }, 'ClosedGate')
export interface ClosedGate extends t.TypeOf<typeof ClosedGate> {}

/** A node that runs the digest and is not well; `since` by our clock, `because` in clauses for people. */
export const UnwellNode = t.type({ node: t.string, since: Timestamp, because: t.readonlyArray(t.string) }, 'UnwellNode')
export interface UnwellNode extends t.TypeOf<typeof UnwellNode> {}

/** What of a rollout's status the hooks read again: rollout-sync its own, pool-sync its child's. */
export const BootcRolloutStatus = t.partial(
  {
    observedGeneration: t.number,
    phase: RolloutPhase,
    /** One of `Reason`, or what another version of the operator wrote. */
    reason: t.string,
    message: t.string,
    nodeCount: Count,
    updatedCount: Count,
    updatingCount: Count,
    failedCount: Count,
    /** Nodes that the operator cannot move on by itself: down, cordoned, held, failed. With the updated ones they may be all. */
    leftBehindCount: Count,
    /** The attempt at the present target that this status is about. */
    attempt: t.string,
    /** Of that attempt: when its first sync was, and when its last node was up to date. */
    startedAt: Timestamp,
    completedAt: Timestamp,
    /** When this status was written: small changes within a second are written together. */
    reportedAt: Timestamp,
    digest: ImageDigest,
    /** For printer columns: 12 hex digits, and `7/10`. */
    targetShort: t.string,
    /** Version label of the target; kept once it is known. */
    targetVersion: t.string,
    updated: t.string,
    deployedDigest: ImageDigest,
    /** The reference by which every node had that digest: a repository must never be combined with another's digest. */
    deployedImage: t.string,
    failed: t.readonlyArray(FailedNode),
    nextWindow: Timestamp,
    verdicts: t.readonlyArray(Verdict),
    /** Of `digest`; absent while no step goes on. */
    step: StepProgress,
    passedSteps: t.readonlyArray(PassedStep),
    /** Those that are closed. */
    gates: t.readonlyArray(ClosedGate),
    unwell: t.readonlyArray(UnwellNode),
    history: t.readonlyArray(PastRollout),
    counts: t.record(t.string, Count),
    conditions: t.readonlyArray(Condition),
  },
  'BootcRolloutStatus',
)
export interface BootcRolloutStatus extends t.TypeOf<typeof BootcRolloutStatus> {}

export const BootcRollout = t.intersection(
  [t.type({ metadata: ObjectMeta, spec: BootcRolloutSpec }), t.partial({ status: BootcRolloutStatus })],
  'BootcRollout',
)
export interface BootcRollout extends t.TypeOf<typeof BootcRollout> {}
