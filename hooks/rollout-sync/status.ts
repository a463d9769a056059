import type { BootcRolloutStatus, FailedNode, PastRollout, RolloutPhase } from '../api/bootc-rollout'
import { type NewCondition, setConditions } from '../api/conditions'
import { shortDigest } from '../api/image'
import { windowStateAt } from '../api/maintenance-window'
import type { Count } from '../api/quantity'
import type { Outcome } from './act'
import { type Headline, inPhase, UPDATING } from './headline'
import { failedAttempt, historyWith } from './history'
import { named } from './named'
import { FAILED_BEFORE } from './node-phase'
import type { Observed } from './observed'

/** A failure that only the Node still tells of keeps the sentence that it was told with first. */
const failureMessage = ({ rollout }: Observed, node: string, reason: string, message: string): string => {
  if (message !== FAILED_BEFORE) return message
  const known = rollout.status?.failed?.find(failed => failed.node === node && failed.reason === reason)
  return known?.message ?? message
}

const failedNodes = (observed: Observed): ReadonlyArray<FailedNode> =>
  observed.nodes.flatMap(({ name, is }) => {
    if (is.phase === 'Failed') {
      return [{ node: name, reason: is.reason, message: failureMessage(observed, name, is.reason, is.message) }]
    }
    return is.phase === 'Drifted' ? [{ node: name, reason: 'Drifted', message: `it runs ${is.booted}` }] : []
  })

const truth = (value: boolean): 'True' | 'False' => (value ? 'True' : 'False')

const conditionsOf = (phase: RolloutPhase, message: string, failed: ReadonlyArray<FailedNode>): NewCondition[] => {
  const moving = phase === 'Staging' || phase === 'Progressing' || phase === 'Returning'
  const names = named(failed.map(({ node, reason }) => `${node} (${reason})`))
  return [
    { type: 'Completed', status: truth(phase === 'Completed'), reason: phase, message },
    { type: 'Progressing', status: truth(moving), reason: phase, message },
    phase === 'Paused'
      ? { type: 'Paused', status: 'True', reason: phase, message }
      : { type: 'Paused', status: 'False', reason: 'NotPaused', message: '' },
    {
      type: 'Degraded',
      status: truth(failed.length > 0),
      reason: failed.length > 0 ? 'NodesFailed' : 'AsExpected',
      message: failed.length > 0 ? `failed: ${names}` : '',
    },
  ]
}

const count = (nodes: ReadonlyArray<unknown>): Count => nodes.length as Count

const countsOf = ({ nodes }: Observed): Readonly<Record<string, Count>> => {
  const phases = [...new Set(nodes.map(({ is }) => is.phase))].sort()
  return Object.fromEntries(phases.map(phase => [phase, count(nodes.filter(({ is }) => is.phase === phase))]))
}

/** When the present target began and was complete; both start anew with another digest. */
const times = (
  { rollout, spec, now }: Observed,
  phase: RolloutPhase,
): Pick<BootcRolloutStatus, 'startedAt' | 'completedAt'> => {
  const before = rollout.status?.digest === spec.digest ? rollout.status : undefined
  const completedAt = before?.completedAt ?? (phase === 'Completed' ? now.toISOString() : undefined)
  return { startedAt: before?.startedAt ?? now.toISOString(), ...(completedAt === undefined ? {} : { completedAt }) }
}

const deployed = (
  { rollout, spec }: Observed,
  phase: RolloutPhase,
): Pick<BootcRolloutStatus, 'deployedDigest' | 'deployedImage'> => {
  if (phase === 'Completed') return { deployedDigest: spec.digest, deployedImage: spec.image }
  const { deployedDigest, deployedImage } = rollout.status ?? {}
  // What the whole pool ran was given up since, and is nothing to go back to.
  if (phase === 'Returned' && deployedDigest === spec.digest) return {}
  return { ...(deployedDigest && { deployedDigest }), ...(deployedImage && { deployedImage }) }
}

const endedEntry = (observed: Observed, phase: RolloutPhase, startedAt: string): PastRollout | undefined => {
  if (phase !== 'Completed' && phase !== 'Returned') return undefined
  const updated = count(inPhase(observed, 'UpToDate'))
  const failed = count(failedNodes(observed))
  const finishedAt = observed.now.toISOString()
  const given = phase === 'Returned' ? failedAttempt(observed.verdicts) : {}
  return { digest: observed.spec.digest, startedAt, finishedAt, outcome: phase, updated, failed, ...given }
}

const nextWindow = ({ spec, now }: Observed): { readonly nextWindow?: string } => {
  const state = windowStateAt(spec.rollout.maintenanceWindows ?? [], now)
  return state.open || state.opensAt === undefined ? {} : { nextWindow: state.opensAt.toISOString() }
}

/** An effect that the API server refuses keeps a node waiting, so it is said; the first of them, and how many others. */
const problemNote = ([problem, ...others]: ReadonlyArray<string>): string =>
  problem === undefined
    ? ''
    : `; tried again soon: ${problem}${others.length === 0 ? '' : ` and ${others.length} more`}`

export const reportRollout = (
  observed: Observed,
  headline: Headline,
  outcome: Outcome,
): BootcRolloutStatus & object => {
  const { rollout, spec, nodes, now, verdicts } = observed
  const { phase } = headline
  const message = `${headline.message}${problemNote(outcome.problems)}`
  const failed = failedNodes(observed)
  const { startedAt = '', completedAt } = times(observed, phase)
  const updated = inPhase(observed, 'UpToDate')
  const history = historyWith(rollout.status, spec.digest, endedEntry(observed, phase, startedAt), now)
  return {
    observedGeneration: rollout.metadata.generation ?? 0,
    phase,
    message,
    digest: spec.digest,
    targetShort: shortDigest(spec.digest),
    nodeCount: count(nodes),
    updatedCount: count(updated),
    updatingCount: count(inPhase(observed, ...UPDATING)),
    failedCount: count(failed),
    updated: `${updated.length}/${nodes.length}`,
    counts: countsOf(observed),
    startedAt,
    ...(completedAt === undefined ? {} : { completedAt }),
    ...deployed(observed, phase),
    failed,
    ...(verdicts.length === 0 ? {} : { verdicts }),
    ...nextWindow(observed),
    history,
    conditions: setConditions(rollout.status?.conditions ?? [], conditionsOf(phase, message, failed), now),
  }
}
