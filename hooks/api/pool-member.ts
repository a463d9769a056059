import * as t from 'io-ts'
import { ConditionStatus, Timestamp } from './kubernetes'
import { MEMBER_POOL_LABEL_PREFIX } from './names'
import { Drain, MemberSlot } from './slot'

/** A label that was read, without a value where the Node does not have it. */
const MemberLabel = t.intersection([t.type({ key: t.string }), t.partial({ value: t.string })], 'MemberLabel')
export interface MemberLabel extends t.TypeOf<typeof MemberLabel> {}

/** A condition that was read, without a status where the Node does not have it; `since` by our clock. */
const MemberCondition = t.intersection(
  [t.type({ type: t.string, since: Timestamp }), t.partial({ status: ConditionStatus })],
  'MemberCondition',
)
export interface MemberCondition extends t.TypeOf<typeof MemberCondition> {}

/**
 * A Node as a rollout needs it, `spec.node` of its BootcNodeUpdate: a few hundred bytes that change only when something that
 * matters changes.
 */
export const PoolMember = t.intersection(
  [
    t.type({
      nodeUID: t.string,
      /** Empty once no pool claims the Node, while a mark or an order of its last pool is taken back. */
      pool: t.string,
      /** Every pool whose selector matches, when there are several; nothing disruptive starts then. */
      contenders: t.readonlyArray(t.string),
      ready: t.boolean,
      unschedulable: t.boolean,
      bootID: t.string,
      architecture: t.string,
      controlPlane: t.boolean,
      runsOperator: t.boolean,
      /** Why nothing disruptive may start on this node, e.g. `BeingDeleted`. */
      holds: t.readonlyArray(t.string),
    }),
    t.partial({
      /** By our clock; `readyTransition` is the Node's own word, by its kubelet's, where that is another. */
      readySince: Timestamp,
      readyTransition: Timestamp,
      slot: MemberSlot,
      drain: Drain,
      failed: t.type({ attempt: t.string, reason: t.string }),
      /** What the scope of its pool reads, an entry for each; absent where it reads nothing. */
      labels: t.readonlyArray(MemberLabel),
      conditions: t.readonlyArray(MemberCondition),
    }),
  ],
  'PoolMember',
)
export interface PoolMember extends t.TypeOf<typeof PoolMember> {}

/** The label by which a rollout finds the nodes of its pool. */
export const memberPoolLabel = (pool: string): string => `${MEMBER_POOL_LABEL_PREFIX}${pool}`
