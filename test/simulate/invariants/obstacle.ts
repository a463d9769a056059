import type { BootcNodeUpdate, BootcNodeUpdateSpec, HostOrder } from '../../../hooks/api/bootc-node-update'
import type { BootcRolloutSpec, BootcRolloutStatus } from '../../../hooks/api/bootc-rollout'
import type { PoolMember } from '../../../hooks/api/pool-member'
import { clauseOf, type ObstacleReason } from '../../../hooks/rollout-sync/decide/obstacles'
import type { RolloutSync } from '../journal'
import { isGivenUp } from './armed'
import type { Invariant } from './moment'

/** Phases in which nothing is awaited. */
const OVER: ReadonlySet<string> = new Set(['Completed', 'RolledBack', 'Waiting'])

type Fact = (member: PoolMember, order: HostOrder | undefined) => boolean

const isMarked: Fact = ({ slot }) => slot !== undefined

/** What must be so of a node as its member shows it, or of its BootcNodeUpdate, when a message says this of it. */
const FACTS: Partial<Record<ObstacleReason, Fact>> = {
  NotReady: ({ ready }) => !ready,
  Cordoned: ({ unschedulable }) => unschedulable,
  Held: ({ holds }) => holds.length > 0,
  Staging: (_member, order) => order?.step === 'Stage',
  WaitingForSlot: ({ ready, unschedulable }) => ready && !unschedulable,
  Contested: ({ contenders }) => contenders.length > 1,
  Drained: isMarked,
  Verifying: isMarked,
}

/** The names before what a message says of them: n1 and n2 of `n1 (since 00:03), n2 are NotReady`, n3 of `n3 Drained since`. */
const namesBefore = (message: string, reason: ObstacleReason): ReadonlyArray<string> => {
  const said = [reason, clauseOf(reason, 1), clauseOf(reason, 2)].join('|')
  const plain = message.replace(/\([^()]*(\([^()]*\)[^()]*)*\)/g, '')
  const lists = plain.match(new RegExp(`(n\\d+ *, )*n\\d+ +(${said})`, 'g')) ?? []
  return lists.flatMap(list => list.match(/\bn\d+\b/g) ?? [])
}

/** Somebody who reads it must not be sent to a node that has another trouble, or none. */
const untrue = ({ updates }: RolloutSync, message: string): string | undefined => {
  for (const [reason, fact] of Object.entries(FACTS)) {
    for (const name of namesBefore(message, reason as ObstacleReason)) {
      const { node, order } = (updates[name]?.spec ?? {}) as Partial<BootcNodeUpdateSpec>
      if (node === undefined || !fact(node, order)) return `${name} is not ${reason}: ${message}`
    }
  }
  return undefined
}

/** Nodes that do not report the target; while a target is given up they are wanted elsewhere. */
const elsewhere = ({ pool, parent, answer, updates }: RolloutSync): ReadonlyArray<string> => {
  const wanted = parent.spec as BootcRolloutSpec
  if (isGivenUp(wanted, answer.status)) return []
  return Object.entries(updates).flatMap(([name, update]) => {
    const { spec, status } = update as unknown as BootcNodeUpdate
    const { pool: owner, nodeUID } = spec.node
    const isThere = status?.nodeUID === nodeUID && status.booted?.digest === wanted.digest
    return owner === pool && !isThere ? [name] : []
  })
}

/** A rollout that is not complete names every node that is not where it should be, or a gate; and what it says is so. */
export const namesTheObstacle: Invariant = ({ world, syncs }) => {
  for (const sync of syncs) {
    const { phase = '', message = '', reportedAt } = sync.answer.status as BootcRolloutStatus
    // Small changes within a second are told together: then the sentence is the one of before.
    const isNow = reportedAt === new Date(world.now).toISOString()
    if (OVER.has(phase) || !isNow) continue
    if (!message.includes('; ')) return `nothing is named: ${message}`
    // A list that is full counts the rest.
    const silent = / and \d+ more/.test(message)
      ? undefined
      : elsewhere(sync).find(name => !new RegExp(`\\b${name}\\b`).test(message))
    if (silent !== undefined) return `${silent} is not named: ${message}`
    const problem = untrue(sync, message)
    if (problem !== undefined) return problem
  }
  return undefined
}
