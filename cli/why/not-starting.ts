import { candidates } from '../../hooks/rollout-sync/decide/candidates'
import type { GateReason } from '../../hooks/rollout-sync/decide/gates'
import { unavailability } from '../../hooks/rollout-sync/decide/unavailable'
import type { PhasedNode } from '../../hooks/rollout-sync/observed'
import type { Course } from '../course'
import type { Reason } from './reason'

/** What opens a gate; undefined where only time or other nodes do. */
export const gateTodo = (reason: GateReason, pool: string): string | undefined => {
  switch (reason) {
    case 'Paused':
      return `kubectl bootc resume ${pool}`
    case 'Halted':
      return `look at the failed nodes; when the cause is removed: kubectl bootc retry ${pool}`
    case 'InvalidSpec':
      return `kubectl edit bnp ${pool}`
    case 'MaxUnavailableZero':
      return 'raise rollout.maxUnavailable of the pool'
    case 'StageOnly':
      return 'another controller is to drain and reboot this node'
    case 'Staging':
      return 'kubectl bootc why for the nodes that are not there yet'
    case 'BeingDeleted':
    case 'OutsideWindow':
    case 'SlotsInUse':
      return undefined
  }
}

const holdTodo = (holds: ReadonlyArray<string>, node: string): string =>
  holds.includes('KeepCordoned')
    ? `kubectl annotate node ${node} node.bootc.dev/keep-cordoned-`
    : 'whoever holds the node lets it go when they are done'

const before = (count: number): string => {
  if (count === 0) return 'it is the next'
  return count === 1 ? '1 node goes first' : `${count} nodes go first`
}

/** Why a node that has the image does not get a slot: what holds this very node first, then what holds all of them. */
export const notStarting = (node: PhasedNode, { observed, plan }: Course): Reason => {
  const { name, member } = node
  if (member.holds.length > 0) {
    return { waits: `its holds to end: ${member.holds.join(', ')}`, todo: holdTodo(member.holds, name) }
  }
  const down = unavailability(node)
  if (down?.startsWith('is NotReady')) {
    const since = member.readySince === undefined ? {} : { since: member.readySince }
    const cordon = member.unschedulable ? ', and the end of a cordon that somebody else made' : ''
    return { waits: `its Node to be Ready${cordon}`, ...since, todo: 'look at the machine and its kubelet' }
  }
  if (down === 'is cordoned') {
    return { waits: 'the end of a cordon that somebody else made', todo: `kubectl uncordon ${name}` }
  }
  const position = candidates(observed).findIndex(other => other.name === name)
  if (plan.closed === undefined) return { waits: `a slot, ${before(position)}` }
  const { reason, message } = plan.closed
  const todo = gateTodo(reason, observed.spec.pool)
  const waits = reason === 'SlotsInUse' ? `a slot, ${before(position)}: ${message}` : `the pool: ${message}`
  return { waits, ...(todo && { todo }) }
}
