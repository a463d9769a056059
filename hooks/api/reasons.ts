import type { PoolPhaseName } from './pool-phases'

/** What the rules of kstatus (sigs.k8s.io/cli-utils, pkg/kstatus/status) make of an object: what Flux, Helm and Argo CD show. */
export type Kstatus = 'Current' | 'InProgress' | 'Failed'

/** Why a pool is where it is, in one word: `status.reason` and the reason of its conditions Ready, Reconciling, Stalled, Progressing. */
export type Reason =
  | 'UpToDate'
  | 'Resolving'
  | 'LookupFailed'
  | 'Pending'
  | 'NoNodes'
  | 'NodesJoining'
  | 'Staging'
  | 'CannotStage'
  | 'AgentSilent'
  | 'StageOnly'
  | 'Updating'
  | 'DrainBlocked'
  | 'NodeCordoned'
  | 'NodeHeld'
  | 'NodeNotReady'
  | 'Contested'
  | 'NoFreeSlot'
  | 'OutsideWindow'
  | 'Soaking'
  | 'AwaitsApproval'
  | 'StepEmpty'
  | 'MembersBehind'
  | 'TopologyLimit'
  | 'GateClosed'
  | 'Paused'
  | 'MaxUnavailableZero'
  | 'RollingBack'
  | 'BeingDeleted'
  | 'InvalidReference'
  | 'InvalidWindow'
  | 'Halted'
  | 'NodesFailed'
  | 'RolledBack'
  | 'Cancelled'

interface Facts {
  /** The phases of a pool that it goes with. */
  readonly phases: ReadonlyArray<PoolPhaseName>
  readonly kstatus: Kstatus
  /** What it means, for docs/concepts.md and the CRD. */
  readonly doc: string
}

const MOVING = ['Staging', 'Progressing', 'RollingBack'] as const

/** Every reason: which phases it goes with, and whether it is an end, a way to it, or a standstill that needs an admin. */
export const POOL_REASONS: Readonly<Record<Reason, Facts>> = {
  UpToDate: { phases: ['UpToDate'], kstatus: 'Current', doc: 'Every node runs the target.' },
  Resolving: { phases: ['Resolving'], kstatus: 'InProgress', doc: 'The registry has not answered yet.' },
  LookupFailed: {
    phases: ['Unresolved'],
    kstatus: 'InProgress',
    doc: 'The registry gives no digest; it is asked again. `ImageResolved` says why.',
  },
  Pending: { phases: ['Pending'], kstatus: 'InProgress', doc: 'The rollout has not reported on this spec yet.' },
  NoNodes: { phases: ['Waiting'], kstatus: 'InProgress', doc: 'No node is in the pool: a selector may have a typo.' },
  NodesJoining: {
    phases: ['Waiting', 'Progressing'],
    kstatus: 'InProgress',
    doc: 'Nodes match that have not joined yet.',
  },
  Staging: { phases: MOVING, kstatus: 'InProgress', doc: 'Nodes download the target.' },
  CannotStage: { phases: MOVING, kstatus: 'InProgress', doc: 'A node cannot stage the target yet, and tries again.' },
  AgentSilent: { phases: MOVING, kstatus: 'InProgress', doc: 'The agent of a node does not report.' },
  StageOnly: {
    phases: ['Staging'],
    kstatus: 'InProgress',
    doc: 'Nodes have staged the target; `rollout.strategy` leaves the reboot to another controller.',
  },
  Updating: { phases: ['Staging', 'Progressing'], kstatus: 'InProgress', doc: 'Nodes drain, reboot or are verified.' },
  DrainBlocked: {
    phases: ['Progressing', 'RollingBack'],
    kstatus: 'InProgress',
    doc: 'Pods or their budgets block every drain that is under way.',
  },
  NodeCordoned: { phases: MOVING, kstatus: 'InProgress', doc: 'The nodes left were cordoned by someone else.' },
  NodeHeld: { phases: MOVING, kstatus: 'InProgress', doc: 'The nodes left are held by an admin or another tool.' },
  NodeNotReady: { phases: MOVING, kstatus: 'InProgress', doc: 'The nodes left are NotReady.' },
  Contested: {
    phases: ['Waiting', ...MOVING],
    kstatus: 'InProgress',
    doc: 'Another pool selects nodes of this pool too: nothing starts there.',
  },
  NoFreeSlot: {
    phases: ['Progressing', 'RollingBack'],
    kstatus: 'InProgress',
    doc: '`maxUnavailable` is used up, or another node must come first.',
  },
  OutsideWindow: { phases: ['Progressing'], kstatus: 'InProgress', doc: 'No maintenance window is open.' },
  Soaking: { phases: ['Soaking'], kstatus: 'InProgress', doc: 'The nodes of a step run the target, and prove it.' },
  AwaitsApproval: {
    phases: ['AwaitsApproval'],
    kstatus: 'InProgress',
    doc: 'A step has soaked and awaits `rollout.approvedStep`: `kubectl bootc approve POOL --step`.',
  },
  StepEmpty: {
    phases: ['Halted'],
    kstatus: 'Failed',
    doc: 'The `nodeSelector` of a step selects no node of the pool: correct it. No node starts.',
  },
  MembersBehind: {
    phases: ['Progressing', 'RollingBack'],
    kstatus: 'InProgress',
    doc: 'Labels that a step or a limit names have not been read of every node yet.',
  },
  TopologyLimit: {
    phases: ['Progressing', 'RollingBack'],
    kstatus: 'InProgress',
    doc: '`rollout.topologyLimits` keep every node that could start.',
  },
  GateClosed: {
    phases: ['Progressing'],
    kstatus: 'InProgress',
    doc: 'A query of `rollout.gates` returns something, or is not answered.',
  },
  Paused: {
    phases: ['Paused'],
    kstatus: 'InProgress',
    doc: '`rollout.paused` is true, or the annotation `node.bootc.dev/paused` is set, and nodes do not run the target.',
  },
  MaxUnavailableZero: { phases: ['Paused'], kstatus: 'InProgress', doc: '`rollout.maxUnavailable` is 0.' },
  RollingBack: { phases: ['RollingBack'], kstatus: 'InProgress', doc: 'Nodes go back to what they ran.' },
  BeingDeleted: {
    phases: ['Halted', 'UpToDate', 'RolledBack', 'Waiting'],
    kstatus: 'InProgress',
    doc: 'The pool is being deleted.',
  },
  InvalidReference: { phases: ['Unresolved'], kstatus: 'Failed', doc: '`image.ref` cannot be read: correct it.' },
  InvalidWindow: {
    phases: ['Halted', 'UpToDate', 'RolledBack', 'Waiting'],
    kstatus: 'Failed',
    doc: 'A maintenance window cannot be read or never opens: correct it. No node starts.',
  },
  Halted: {
    phases: ['Halted'],
    kstatus: 'Failed',
    doc: '`failureThreshold` nodes failed: retry, or put another image into the pool.',
  },
  NodesFailed: {
    phases: MOVING,
    kstatus: 'Failed',
    doc: 'Nodes failed or drifted, and nothing else is left to do: retry.',
  },
  RolledBack: {
    phases: ['RolledBack'],
    kstatus: 'Failed',
    doc: 'The pool went back by itself (`onFailure: RollBack`).',
  },
  Cancelled: {
    phases: ['RolledBack'],
    kstatus: 'Failed',
    doc: '`rollout.cancelledDigest` cancelled the target, so that no node runs what `image.ref` names.',
  },
}

export const isReason = (text: string | undefined): text is Reason =>
  text !== undefined && Object.hasOwn(POOL_REASONS, text)
