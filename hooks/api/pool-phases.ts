import type { RolloutPhase } from './bootc-rollout'

/** A pool has the phases of its rollout, and those from before there is one; a complete rollout is a pool that is UpToDate. */
export type PoolPhaseName = Exclude<RolloutPhase, 'Completed'> | 'UpToDate' | 'Resolving' | 'Unresolved' | 'Pending'

/** Every phase of a pool and what it means, for docs/concepts.md. */
export const POOL_PHASES: Readonly<Record<PoolPhaseName, { readonly doc: string }>> = {
  Resolving: { doc: 'The operator asks the registry which digest the image reference names.' },
  Unresolved: { doc: 'The registry gives no digest; the message says why. Nodes stay as they are.' },
  Pending: { doc: 'There is a target, and the rollout has not seen the nodes yet.' },
  Waiting: { doc: 'No node is in the pool.' },
  Staging: { doc: 'Nodes download the target. No node reboots before every reachable one has it.' },
  Progressing: {
    doc: 'Nodes are updated, within the windows and `maxUnavailable`; or the message names what they wait for.',
  },
  Soaking: { doc: 'The nodes of a step run the target and prove it until its soak ends; no other node starts.' },
  AwaitsApproval: { doc: 'A step has soaked: no other node starts before `rollout.approvedStep` names it.' },
  Paused: {
    doc: '`rollout.paused` is true, annotation `node.bootc.dev/paused` is there, or `maxUnavailable` is 0: no node starts.',
  },
  Halted: {
    doc: 'Too many nodes failed (`failureThreshold`), the settings are invalid, or the pool is being deleted: no node starts.',
  },
  RollingBack: {
    doc: 'The target was given up (`cancelledDigest`, or `onFailure: RollBack`): nodes go back to what they ran.',
  },
  RolledBack: {
    doc: 'All nodes run what they ran before, but those that are `CannotRollBack`. None counts as updated. `Degraded` with reason `RolledBack` when the pool went back by itself, until it gets another image or the target is cancelled.',
  },
  UpToDate: { doc: 'Every node of the pool runs the target.' },
}

export const POOL_PHASE_NAMES = Object.keys(POOL_PHASES) as ReadonlyArray<PoolPhaseName>
