import type { BootcNodeUpdate } from '../../hooks/api/bootc-node-update'
import { memberPoolLabel, type PoolMember } from '../../hooks/api/pool-member'
import type { DrainState, MemberSlot } from '../../hooks/api/slot'
import { type Change, changed } from './change'
import { aCount } from './settings'

/** What the cluster sees of a node, before it is put into its update. */
export interface NamedMember {
  readonly metadata: BootcNodeUpdate['metadata']
  readonly spec: PoolMember
}

/** A schedulable node that has been Ready since the year began, in boot `boot-1`. */
export const aMember = (name: string, ...changes: ReadonlyArray<Change<NamedMember>>): NamedMember =>
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
  (spec: Partial<PoolMember>): Change<NamedMember> =>
  member => ({ ...member, spec: { ...member.spec, ...spec } })

const aSlot = (id: string, attempt: string): MemberSlot => ({
  id,
  pool: 'workers',
  attempt,
  since: '2026-01-02T00:00:00Z',
  uncordon: true,
})

export const marked =
  (id: string, attempt: string, state: DrainState = 'Draining'): Change<NamedMember> =>
  member => ({
    ...member,
    spec: {
      ...member.spec,
      unschedulable: true,
      slot: aSlot(id, attempt),
      drain: { id, state, remaining: aCount(state === 'Drained' ? 0 : 2), blockers: [] },
    },
  })

/** The one object of a node: what the cluster sees of it, labelled as node-sync does, with the order and the report of `update`. */
export const joined = ({ metadata, spec: node }: NamedMember, update?: BootcNodeUpdate): BootcNodeUpdate => ({
  metadata: {
    ...(update?.metadata ?? { name: metadata.name, uid: `update-${metadata.name}` }),
    labels: {
      ...Object.fromEntries(node.contenders.map(pool => [memberPoolLabel(pool), 'contender'])),
      [memberPoolLabel(node.pool)]: 'owner',
    },
  },
  spec: { node, order: update?.spec.order },
  status: update?.status,
})
