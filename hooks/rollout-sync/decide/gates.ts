import { quoted } from '../../api/clean-text'
import { windowProblem, windowStateAt } from '../../api/maintenance-window'
import { PAUSED_ANNOTATION } from '../../api/names'
import { wholeSeconds } from '../../api/whole-seconds'
import { isMarked } from '../../node/observed-node'
import { listNames } from '../list-names'
import type { Observed, PhasedNode } from '../observed'
import type { Closed, Gate } from './gate'
import { mayBeHeldUp } from './may-be-held-up'
import { stepGate } from './step-gate'
import { topologyLimit } from './topology-gate'
import { UNAVAILABLE, unavailability, unavailableNodes } from './unavailable'

/** Metacontroller still asks while a foreground deletion goes on, and writes none of the children that it is answered. */
const beingDeleted: Gate = ({ rollout }) =>
  rollout.metadata.deletionTimestamp === undefined
    ? undefined
    : { reason: 'BeingDeleted', phase: 'Halted', message: 'the pool is being deleted, so no node starts' }

/** What the CRD cannot check. Nothing starts by settings that do not mean what their author thinks. */
export const invalidWindow: Gate = ({ spec }) => {
  const problems = (spec.rollout.maintenanceWindows ?? []).flatMap((window, at) => {
    const problem = windowProblem(window)
    return problem === undefined ? [] : [`rollout.maintenanceWindows[${at}]: ${problem}`]
  })
  if (problems.length === 0) return undefined
  return {
    reason: 'InvalidWindow',
    phase: 'Halted',
    message: `nothing starts until it is corrected: ${problems.join('; ')}`,
  }
}

/** The annotation is named before the field: resuming by the field alone would change nothing. */
const saidToPause = ({ pauseReason }: Observed['spec']): string => {
  if (pauseReason === undefined) return 'rollout.paused is true'
  const reason = pauseReason === '' ? '' : ` (${quoted(pauseReason)})`
  return `annotation ${PAUSED_ANNOTATION} of the pool pauses it${reason}`
}

const paused: Gate = ({ spec }) =>
  spec.paused ? { reason: 'Paused', phase: 'Paused', message: `${saidToPause(spec)}, so no node starts` } : undefined

/** Another controller reboots the nodes wherever they are led, so a return has no gate of its own here. */
const stageOnly: Gate = ({ spec }) =>
  spec.rollout.strategy === 'StageOnly'
    ? {
        reason: 'StageOnly',
        phase: 'Staging',
        message: 'rollout.strategy is StageOnly, so another controller reboots',
      }
    : undefined

export const halted: Gate = ({ verdicts, attempt }) => {
  const verdict = verdicts.find(({ attempt: of }) => of === attempt)
  if (verdict?.action !== 'Halt') return undefined
  const until = `until ${verdict.passes === true ? 'they get through, or ' : ''}rollout.retry or the image changes`
  return {
    reason: 'Halted',
    phase: 'Halted',
    message: `${verdict.message}; halted since ${wholeSeconds(verdict.at)}, ${until}`,
  }
}

/** Whether a node of this attempt has ever started: it holds a mark of it, or was ordered to reboot for it. */
const hasStarted = ({ nodes, attempt }: Observed): boolean =>
  nodes.some(
    ({ member, order }) => member.slot?.attempt === attempt || (order?.step === 'Reboot' && order.attempt === attempt),
  )

const isWaitedFor = ({ member, is }: PhasedNode): boolean =>
  member.ready && (is.phase === 'NotReporting' || is.phase === 'Pending' || is.phase === 'Staging')

const notStagedEverywhere: Gate = observed => {
  if (observed.direction === 'previous' || hasStarted(observed)) return undefined
  const missing = observed.nodes.filter(isWaitedFor)
  if (missing.length === 0) return undefined
  const without = missing.length === 1 ? '1 node has' : `${missing.length} nodes have`
  return {
    reason: 'Staging',
    phase: 'Staging',
    message: `waiting for every node to stage the image before the first reboot: ${without} not`,
  }
}

const outsideWindow: Gate = observed => {
  const { spec, now } = observed
  const state = windowStateAt(spec.rollout.maintenanceWindows ?? [], now)
  if (!mayBeHeldUp(observed) || state.open) return undefined
  const opens =
    state.opensAt === undefined ? 'and none will ever open' : `the next one opens at ${wholeSeconds(state.opensAt)}`
  return { reason: 'OutsideWindow', phase: 'Progressing', message: `no maintenance window is open, ${opens}` }
}

const maxUnavailableIsZero: Gate = ({ maxUnavailable }) =>
  maxUnavailable === 0
    ? { reason: 'MaxUnavailableZero', phase: 'Paused', message: 'rollout.maxUnavailable is 0, so no node may start' }
    : undefined

const saidOf = (node: PhasedNode): string => {
  const why = unavailability(node)
  return why === undefined ? node.name : `${node.name} ${UNAVAILABLE[why]}`
}

/** Nodes that are down without a slot are named: nothing else explains why their place is taken. */
const noFreeSlot: Gate = ({ nodes, maxUnavailable }) => {
  const down = unavailableNodes(nodes)
  if (down.length < maxUnavailable) return undefined
  const others = down.filter(node => !isMarked(node)).map(saidOf)
  return {
    reason: 'NoFreeSlot',
    phase: 'Progressing',
    message: [`maxUnavailable (${maxUnavailable}) is used up`, listNames(others)]
      .filter(part => part !== '')
      .join(', '),
  }
}

/** What Prometheus was asked; the others that are closed stand in the status. */
const gateClosed: Gate = ({ closedGates: [gate] }) =>
  gate === undefined
    ? undefined
    : {
        reason: 'GateClosed',
        phase: 'Progressing',
        message: `gate ${gate.id} is closed since ${gate.since}: ${gate.message}`,
      }

/** In this order; the first that is closed is the rollout's message. */
export const rolloutGates: ReadonlyArray<Gate> = [
  beingDeleted, // a pool that goes
  invalidWindow, // settings that cannot be followed
  paused, // the user's word
  stageOnly, // then who reboots at all
  halted, // broken nodes stop what would break more
  notStagedEverywhere, // a rollout that cannot be downloaded everywhere does not begin
  stepGate, // then whether its first nodes have proven it
  outsideWindow, // the calendar
  maxUnavailableIsZero, // the pool's floor: nobody may be down,
  noFreeSlot, // or whoever is down counts, whyever it is
  topologyLimit, // and where it is
  gateClosed, // Prometheus, asked only when all others are open
]

/** These also take back what was given already; the others only keep further nodes from starting. */
export const recallingGates: ReadonlyArray<Gate> = [beingDeleted, paused, stageOnly, halted, maxUnavailableIsZero]

export const firstClosed = (observed: Observed, gates: ReadonlyArray<Gate> = rolloutGates): Closed | undefined => {
  for (const gate of gates) {
    const closed = gate(observed)
    if (closed !== undefined) return closed
  }
  return undefined
}
