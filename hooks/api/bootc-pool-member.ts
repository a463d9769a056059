import * as t from 'io-ts'
import { ObjectMeta, Timestamp } from './kubernetes'
import { MEMBER_POOL_LABEL_PREFIX } from './names'
import { Drain, MemberSlot } from './slot'

/** A Node as a rollout needs it: a few hundred bytes that change only when something that matters changes. */
export const BootcPoolMemberSpec = t.intersection(
  [
    t.type({
      nodeUID: t.string,
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
    }),
  ],
  'BootcPoolMemberSpec',
)
export interface BootcPoolMemberSpec extends t.TypeOf<typeof BootcPoolMemberSpec> {}

export const BootcPoolMember = t.type({ metadata: ObjectMeta, spec: BootcPoolMemberSpec }, 'BootcPoolMember')
export interface BootcPoolMember extends t.TypeOf<typeof BootcPoolMember> {}

/** The label by which a rollout finds the members of its pool. */
export const memberPoolLabel = (pool: string): string => `${MEMBER_POOL_LABEL_PREFIX}${pool}`
