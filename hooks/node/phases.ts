import type { NodePhase } from './observed-node'

export type NodePhaseName = NodePhase['phase']

interface PhaseFacts {
  /** It ends by itself, unless something is in the way of the node. */
  readonly moves: boolean
  /** The node is being taken to its target, under a mark. */
  readonly takesSlot: boolean
  /** Its reboot is over, so that there is no update to withdraw. */
  readonly rebooted?: true
  /** A report alone says so, which a report of an earlier boot cannot. */
  readonly byReport: boolean
  /** What it means, for docs/concepts.md. */
  readonly doc: string
}

/** Every phase of a node, in the order of its way; those that need an admin come last. */
export const PHASES: Readonly<Record<NodePhaseName, PhaseFacts>> = {
  NotReporting: {
    moves: false,
    takesSlot: false,
    byReport: false,
    doc: 'No agent has reported from this machine yet, or none since its present boot.',
  },
  Contested: {
    moves: false,
    takesSlot: false,
    byReport: false,
    doc: 'Several pools select the Node. Nothing starts there until only one does.',
  },
  Pending: {
    moves: true,
    takesSlot: false,
    byReport: true,
    doc: 'The target is not staged yet, and not being staged.',
  },
  Staging: { moves: true, takesSlot: false, byReport: true, doc: 'The agent downloads and stages the target.' },
  Staged: { moves: true, takesSlot: false, byReport: true, doc: 'The target is staged. The node waits for a slot.' },
  Draining: {
    moves: true,
    takesSlot: true,
    byReport: false,
    doc: 'It has a slot: cordoned, and its pods are evicted.',
  },
  Drained: {
    moves: true,
    takesSlot: true,
    byReport: false,
    doc: 'No pod is left to wait for. The order to reboot comes next.',
  },
  Rebooting: { moves: true, takesSlot: true, byReport: false, doc: 'It was ordered to reboot into the target.' },
  Verifying: {
    moves: true,
    takesSlot: true,
    rebooted: true,
    byReport: false,
    doc: 'It runs the target, and has not been Ready, and as `rollout.verify` asks, for `minReadySeconds` in that boot yet.',
  },
  UpToDate: { moves: false, takesSlot: false, rebooted: true, byReport: true, doc: 'It runs the target.' },
  CannotRollBack: {
    moves: false,
    takesSlot: false,
    byReport: true,
    doc: 'The target was given up, and no previous image of the node is known. Another image in the pool moves it on.',
  },
  Failed: { moves: false, takesSlot: false, byReport: false, doc: 'It failed in this attempt, or a timeout ended.' },
  Drifted: {
    moves: false,
    takesSlot: false,
    byReport: true,
    doc: 'It was updated, and another image was booted by hand since. It is left alone until `rollout.retry` changes.',
  },
}

export const NODE_PHASES = Object.keys(PHASES) as ReadonlyArray<NodePhaseName>

/** What is shown of a node: one that runs what it ran before a target that was given up is not up to date with its pool. */
export type ShownPhaseName = NodePhaseName | 'RolledBack'

/** Every phase that a node is shown in, and what it means. */
export const SHOWN_PHASES: Readonly<Record<ShownPhaseName, { readonly doc: string }>> = {
  ...PHASES,
  RolledBack: {
    doc: 'The target was given up, and the node runs what it ran before. The operator treats it as one that is up to date.',
  },
}

export const SHOWN_PHASE_NAMES = Object.keys(SHOWN_PHASES) as ReadonlyArray<ShownPhaseName>
