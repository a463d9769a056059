import * as t from 'io-ts'
import { Timestamp } from './kubernetes'
import { LabelSelector } from './label-selector'
import { Count, Seconds } from './quantity'

/** How to empty a node. `gracePeriodSeconds` -1 means each pod's own. */
export const DrainSettings = t.intersection(
  [
    t.type({
      force: t.boolean,
      deleteEmptyDirData: t.boolean,
      gracePeriodSeconds: t.number,
      skip: t.boolean,
    }),
    /** Pods that are left alone and waited for. */
    t.partial({ waitForPods: LabelSelector }),
  ],
  'DrainSettings',
)
export interface DrainSettings extends t.TypeOf<typeof DrainSettings> {}

/** The same, and after how many seconds of draining it has failed; 0 means never. */
export const SlotDrain = t.intersection([DrainSettings, t.type({ timeoutSeconds: Seconds })], 'SlotDrain')
export interface SlotDrain extends t.TypeOf<typeof SlotDrain> {}

/**
 * The mark on a Node that gives it a slot (annotation NODE_SLOT_ANNOTATION) and is the order to drain it. `id` is the
 * resourceVersion that the Node had when it was marked, so no two marks share one. `uncordon`, `scaleDownDisabled`
 * and `doNotDisrupt` say what was set with the mark, and so what is to be undone with it. `bestEffort`: the node is down already, so that
 * a drain that does not end in time is done all the same; should it become Ready before its reboot, the mark goes.
 * `fromDigest`: what the node ran when it was marked first, where the pool asks what a rebooted node must show.
 */
export const Slot = t.intersection(
  [
    t.type({
      id: t.string,
      pool: t.string,
      attempt: t.string,
      since: Timestamp,
      uncordon: t.boolean,
      drain: SlotDrain,
    }),
    t.partial({ scaleDownDisabled: t.boolean, doNotDisrupt: t.boolean, bestEffort: t.boolean, fromDigest: t.string }),
  ],
  'Slot',
)
export interface Slot extends t.TypeOf<typeof Slot> {}

/** What of the mark the member repeats. A member of an older operator has no `drain`. */
export const MemberSlot = t.intersection(
  [
    t.type({ id: t.string, pool: t.string, attempt: t.string, since: Timestamp, uncordon: t.boolean }),
    t.partial({ bestEffort: t.boolean, fromDigest: t.string, drain: SlotDrain }),
  ],
  'MemberSlot',
)
export interface MemberSlot extends t.TypeOf<typeof MemberSlot> {}

export const DrainState = t.keyof({ Draining: null, Blocked: null, Drained: null, TimedOut: null }, 'DrainState')
export type DrainState = t.TypeOf<typeof DrainState>

/** How far the drain under mark `id` is. */
export const Drain = t.type(
  {
    id: t.string,
    state: DrainState,
    remaining: Count,
    blockers: t.readonlyArray(t.type({ pod: t.string, reason: t.string })),
  },
  'Drain',
)
export interface Drain extends t.TypeOf<typeof Drain> {}
