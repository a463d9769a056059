/** Kinds that have events. A node's are on its Node, where its kubelet's are too; its update has none. */
export type EventKind = 'BootcNodePool' | 'BootcRollout' | 'Node'

interface EventFacts {
  /** The one kind that carries it, so that nothing is said twice. */
  readonly on: EventKind
  readonly type: 'Normal' | 'Warning'
  /** What it means, for docs/concepts.md. */
  readonly doc: string
}

/** Every reason of an event. */
export const EVENTS = {
  RolloutStarted: {
    on: 'BootcNodePool',
    type: 'Normal',
    doc: 'The pool has another target, or a cancellation was withdrawn.',
  },
  Approved: { on: 'BootcNodePool', type: 'Normal', doc: 'The target is the digest in `image.approvedDigest`.' },
  Urgent: {
    on: 'BootcNodePool',
    type: 'Normal',
    doc: '`rollout.urgentDigest` names the target: windows, steps and gates do not hold it up.',
  },
  Retried: {
    on: 'BootcNodePool',
    type: 'Normal',
    doc: '`rollout.retry` changed: failed and drifted nodes are updated again.',
  },
  Cancelled: { on: 'BootcNodePool', type: 'Normal', doc: '`rollout.cancelledDigest` names the target.' },
  Paused: {
    on: 'BootcNodePool',
    type: 'Normal',
    doc: 'No node starts until the pool is resumed, or `maxUnavailable` is not 0.',
  },
  Resumed: { on: 'BootcNodePool', type: 'Normal', doc: 'The pool is not paused any more.' },
  Soaking: {
    on: 'BootcNodePool',
    type: 'Normal',
    doc: 'The nodes of a step run the target; the message says until when it soaks.',
  },
  AwaitsApproval: { on: 'BootcNodePool', type: 'Normal', doc: 'A step has soaked; the message says what to set.' },
  Halted: { on: 'BootcNodePool', type: 'Warning', doc: 'The pool came into this phase; the message says why.' },
  RollingBack: {
    on: 'BootcNodePool',
    type: 'Warning',
    doc: 'The pool goes back from its target. `Normal` when the target was cancelled.',
  },
  RolledBack: { on: 'BootcNodePool', type: 'Warning', doc: 'It is back. `Normal` when the target was cancelled.' },
  UpToDate: { on: 'BootcNodePool', type: 'Normal', doc: 'Every node runs the target.' },
  UpdateAvailable: {
    on: 'BootcNodePool',
    type: 'Normal',
    doc: 'The tag names another digest, which is not the target yet.',
  },
  Unresolved: { on: 'BootcNodePool', type: 'Warning', doc: 'The registry gives no digest for a new reference.' },
  ImageNotResolved: {
    on: 'BootcNodePool',
    type: 'Warning',
    doc: 'Lookups of the reference began to fail; nodes go on with the target.',
  },
  PullSecretNotReady: {
    on: 'BootcNodePool',
    type: 'Warning',
    doc: 'Condition `PullSecretReady` is False; the message begins with its reason.',
  },
  StepBegun: { on: 'BootcRollout', type: 'Normal', doc: 'A step goes on; the message says which nodes it wants.' },
  StepPassed: { on: 'BootcRollout', type: 'Normal', doc: 'A step has proven the target.' },
  NodesFailed: {
    on: 'BootcRollout',
    type: 'Warning',
    doc: 'Nodes failed alike; the message has the reason, their number and the first few. Again when they are twice as many.',
  },
  UpdateStarted: {
    on: 'Node',
    type: 'Normal',
    doc: 'The node got a slot: it is cordoned and drained, and rebooted then.',
  },
  RebootOrdered: {
    on: 'Node',
    type: 'Normal',
    doc: 'It is drained, and its agent may reboot it. Only where that took 30 s or more.',
  },
  Updated: { on: 'Node', type: 'Normal', doc: 'It runs the target, is Ready, and uncordoned.' },
  UpdateWithdrawn: { on: 'Node', type: 'Normal', doc: 'It gave its slot back without an update, and is uncordoned.' },
  UpdateFailed: {
    on: 'Node',
    type: 'Warning',
    doc: 'It failed after its reboot, or alone; the message begins with the reason.',
  },
  DrainBlocked: { on: 'Node', type: 'Warning', doc: 'A pod may not be evicted now.' },
  DrainTimedOut: { on: 'Node', type: 'Warning', doc: 'Pods were left after `drainTimeoutSeconds`.' },
  Recordoned: {
    on: 'Node',
    type: 'Warning',
    doc: 'It was uncordoned by someone else while it has a slot, and is cordoned again.',
  },
  KeptCordoned: {
    on: 'Node',
    type: 'Normal',
    doc: 'Its slot is free, and it stays cordoned, as `node.bootc.dev/keep-cordoned` asks.',
  },
  StaleSlotRemoved: {
    on: 'Node',
    type: 'Normal',
    doc: 'It left the pool that its slot was of. `Warning` when the slot was incomplete.',
  },
  HostWarning: {
    on: 'Node',
    type: 'Warning',
    doc: 'Its agent reports a change of the host that the operator did not make, or missing bound images; the message begins with the reason.',
  },
  LeftPool: {
    on: 'Node',
    type: 'Normal',
    doc: 'It is not in a pool any more, or in another; the message says what it runs.',
  },
  NotAHost: { on: 'Node', type: 'Normal', doc: 'A pool selects it, and it can never be a bootc host.' },
} as const satisfies Readonly<Record<string, EventFacts>>

export type EventReason = keyof typeof EVENTS
export const EVENT_REASONS = Object.keys(EVENTS) as ReadonlyArray<EventReason>

/** The reasons on objects of a kind. */
export type ReasonOn<K extends EventKind> = {
  [R in EventReason]: (typeof EVENTS)[R]['on'] extends K ? R : never
}[EventReason]
