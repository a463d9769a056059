import { wholeSeconds } from '../../api/whole-seconds'
import { listNames } from '../list-names'
import type { Observed } from '../observed'
import type { Closed, Gate } from './gate'
import type { GoingStep } from './step-progress'

/** `2 of 2 nodes run the target`. */
const countsOf = ({ step, part, progress: { goal, updated } }: GoingStep): string => {
  const asked = typeof step.nodes === 'number' && step.nodes > part.nodes.length ? ` (it asks for ${step.nodes})` : ''
  return `step ${step.id}: ${updated} of ${goal} nodes run the target${asked}`
}

const unwellNote = ({ part }: GoingStep, { unwell }: Observed): string => {
  const names = new Set(part.nodes.map(({ name }) => name))
  const notes = unwell
    .filter(({ node }) => names.has(node))
    .map(({ node, since, because }) => `${node} is not well since ${wholeSeconds(since)}: ${because.join(', ')}`)
  return notes.length === 0 ? '' : `; ${listNames(notes)}`
}

const approvalWanted = ({ step, progress }: GoingStep, { spec }: Observed): string =>
  `step ${step.id} has soaked since ${progress.endsAt} and awaits rollout.approvedStep {digest: ${spec.digest}, id: ${step.id}}`

/** Nodes besides those of the step wait until it is passed; it takes no slot back. Repairs and returns do not wait for it. */
export const stepGate: Gate = observed => {
  const { going } = observed.steps
  if (going === undefined) return undefined
  const { step, part, progress } = going
  if (part.unread.length > 0) {
    const names = listNames(part.unread)
    const message = `labels of ${names} have not been read since step ${step.id} was edited`
    return { reason: 'MembersBehind', phase: 'Progressing', message }
  }
  if (part.nodes.length === 0) {
    const message = `step ${step.id}: no node of the pool matches its nodeSelector, since ${progress.begunAt}`
    return { reason: 'StepEmpty', phase: 'Halted', message }
  }
  const { reachedAt, endsAt, awaits } = progress
  if (reachedAt === undefined) return undefined
  if (awaits === 'Approval')
    return { reason: 'AwaitsApproval', phase: 'AwaitsApproval', message: approvalWanted(going, observed) }
  const until =
    awaits === 'Health' ? `its soak is over since ${endsAt}, and it must be well` : `it soaks until ${endsAt}`
  const message = `${countsOf(going)} since ${reachedAt}, ${until}${unwellNote(going, observed)}`
  return { reason: 'Soaking', phase: 'Soaking', message }
}

/** What is said of a step whose nodes are on their way; undefined without one, and before any of them may start. */
export const stepNote = ({ steps: { going }, nodes }: Observed, closed: Closed | undefined): string | undefined => {
  if (going === undefined || (closed !== undefined && closed.phase !== 'Progressing')) return undefined
  const { part, progress } = going
  if (progress.reachedAt !== undefined || part.unread.length > 0) return undefined
  return `${countsOf(going)}${nodes.length > progress.goal ? ', and the others wait for it' : ''}`
}
