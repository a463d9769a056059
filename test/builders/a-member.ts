import type { BootcPoolMember, BootcPoolMemberSpec } from '../../hooks/api/bootc-pool-member'
import type { DrainState, MemberSlot } from '../../hooks/api/slot'
import { type Change, changed } from './change'
import { aCount } from './settings'

/** A schedulable node that has been Ready since the year began, in boot `boot-1`. */
export const aMember = (name: string, ...changes: ReadonlyArray<Change<BootcPoolMember>>): BootcPoolMember =>
  changed(
    {
      metadata: { name, uid: `member-${name}` },
      spec: {
        nodeUID: `node-${name}`,
        pool: 'workers',
        contenders: [],
        ready: true,
        readySince: '2026-01-01T00:00:00Z',
        unschedulable: false,
        bootID: 'boot-1',
        architecture: 'amd64',
        controlPlane: false,
        runsOperator: false,
        holds: [],
      },
    },
    changes,
  )

export const being =
  (spec: Partial<BootcPoolMemberSpec>): Change<BootcPoolMember> =>
  member => ({ ...member, spec: { ...member.spec, ...spec } })

const aSlot = (id: string, attempt: string): MemberSlot => ({
  id,
  pool: 'workers',
  attempt,
  since: '2026-01-02T00:00:00Z',
  uncordon: true,
})

export const marked =
  (id: string, attempt: string, state: DrainState = 'Draining'): Change<BootcPoolMember> =>
  member => ({
    ...member,
    spec: {
      ...member.spec,
      unschedulable: true,
      slot: aSlot(id, attempt),
      drain: { id, state, remaining: aCount(state === 'Drained' ? 0 : 2), blockers: [] },
    },
  })
