import type { BootcRolloutStatus, FailedNode, PastRollout, RolloutPhase } from '../../api/bootc-rollout'
import { cleanText, cut, MOST } from '../../api/clean-text'
import { type NewCondition, setConditions } from '../../api/conditions'
import { shortDigest } from '../../api/image'
import { windowStateAt } from '../../api/maintenance-window'
import type { Count } from '../../api/quantity'
import { pausedCondition, progressingCondition, readyConditions } from '../../api/ready-conditions'
import { wholeSeconds } from '../../api/whole-seconds'
import { attemptKey } from '../../node/attempt-key'
import { findsNoImage } from '../../node/finds-no-image'
import type { ActOutcome } from '../act/act'
import { invalidWindow } from '../decide/gates'
import { sentenceOf } from '../decide/obstacle'
import { onTarget } from '../decide/on-target'
import { shownPhase } from '../decide/shown-phase'
import { whyBack } from '../decide/why-back'
import { rolloutTargetName } from '../image-names'
import { listAlike } from '../list-alike'
import { listNames } from '../list-names'
import type { Observed } from '../observed'
import { type Headline, inPhase, UPDATING } from './headline'
import { failedAttempt, historyWith, isRetried } from './history'
import { unwellNodes } from './unwell'

/** Failed nodes that a status lists by name, and characters of what is said of each; the counts are exact. */
const MOST_LISTED = 10
const MOST_SAID = 256
/** Characters of why a target was given up. */
const MOST_WHY = 400

/** All of them: what is counted must not be what was cut. */
const failedNodes = (observed: Observed): ReadonlyArray<FailedNode> =>
  observed.nodes.flatMap(({ name, is }) => {
    if (is.phase === 'Failed') return [{ node: name, reason: is.reason, message: sentenceOf(name, is, observed) }]
    return is.phase === 'Drifted' ? [{ node: name, reason: 'Drifted', message: `it runs ${is.booted}` }] : []
  })

/** A few of them, by name. A node that was listed before stays, so that it has one event. */
const listed = (observed: Observed, failed: ReadonlyArray<FailedNode>): ReadonlyArray<FailedNode> => {
  const names = new Set((observed.rollout.status?.failed ?? []).map(({ node }) => node))
  const before = failed.filter(({ node }) => names.has(node))
  const others = failed.filter(({ node }) => !names.has(node))
  return [...before, ...others]
    .slice(0, MOST_LISTED)
    .sort((a, b) => (a.node < b.node ? -1 : 1))
    .map(failure => ({
      node: failure.node,
      reason: cleanText(failure.reason, MOST_SAID),
      message: cleanText(failure.message, MOST_SAID),
    }))
}

const truth = (value: boolean): 'True' | 'False' => (value ? 'True' : 'False')

/**
 * A target that the policy RollBack gave up is a fault until another one is set, or an admin gives it up too
 * (`rollout.cancelledDigest`): otherwise a fleet that runs the old image seems healthy.
 */
const degraded = (observed: Observed, failed: ReadonlyArray<FailedNode>): NewCondition => {
  const { spec, direction } = observed
  const type = 'Degraded'
  if (direction === 'previous' && !spec.cancelled) {
    const why = cleanText(whyBack(observed), MOST_WHY)
    return {
      type,
      status: 'True',
      reason: 'RolledBack',
      message: `${rolloutTargetName(observed)} was rolled back: ${why}`,
    }
  }
  const invalid = invalidWindow(observed)
  if (invalid !== undefined) return { type, status: 'True', reason: invalid.reason, message: invalid.message }
  if (failed.length === 0) return { type, status: 'False', reason: 'AsExpected', message: '' }
  const names = listAlike(
    failed.map(({ node, reason }) => ({ name: node, note: ` (${cleanText(reason, MOST_SAID)})` })),
  )
  return { type, status: 'True', reason: 'NodesFailed', message: `failed: ${names}` }
}

const conditionsOf = (
  observed: Observed,
  { phase, reason, message }: Headline,
  failed: ReadonlyArray<FailedNode>,
): NewCondition[] => [
  ...readyConditions(reason, message),
  { type: 'Completed', status: truth(phase === 'Completed'), reason, message },
  progressingCondition([phase], reason, message),
  pausedCondition(phase === 'Paused', reason, message),
  degraded(observed, failed),
]

/** Asks pool-sync, which has the credentials, to look for the image itself. */
const imageFound = ({ nodes }: Observed): ReadonlyArray<NewCondition> => {
  const without = nodes.filter(node => findsNoImage(node, node.target) !== undefined).map(({ name }) => name)
  if (without.length === 0) return []
  return [
    { type: 'ImageFound', status: 'False', reason: 'ImageNotFound', message: `not found by ${listNames(without)}` },
  ]
}

const count = (nodes: ReadonlyArray<unknown>): Count => nodes.length as Count

const countsOf = (observed: Observed): Readonly<Record<string, Count>> => {
  const phases = observed.nodes.map(node => shownPhase(node, observed))
  const names = [...new Set(phases)].sort()
  return Object.fromEntries(names.map(name => [name, count(phases.filter(phase => phase === name))]))
}

/**
 * When the present attempt began and was complete. Both restart with another digest, and when one that was given up is
 * wanted again: that is another rollout, with an end and a policy of its own. A retry of what is not complete begins anew.
 */
const times = (
  { rollout, spec, direction, now }: Observed,
  phase: RolloutPhase,
): Pick<BootcRolloutStatus, 'startedAt' | 'completedAt'> => {
  const before = rollout.status?.digest === spec.digest ? rollout.status : undefined
  const wasGivenUp = before?.phase === 'RollingBack' || before?.phase === 'RolledBack'
  if (direction === 'previous') return { startedAt: before?.startedAt ?? wholeSeconds(now) }
  const startedAt = wasGivenUp || isRetried(before, spec) ? undefined : before?.startedAt
  const completedAt = before?.completedAt ?? (phase === 'Completed' ? wholeSeconds(now) : undefined)
  return { startedAt: startedAt ?? wholeSeconds(now), completedAt }
}

const deployed = (
  { rollout, spec }: Observed,
  phase: RolloutPhase,
): Pick<BootcRolloutStatus, 'deployedDigest' | 'deployedImage'> => {
  if (phase === 'Completed') return { deployedDigest: spec.digest, deployedImage: spec.image }
  const { deployedDigest, deployedImage } = rollout.status ?? {}
  // What the whole pool ran was given up since, and is nothing to go back to.
  if (phase === 'RolledBack' && deployedDigest === spec.digest) return {}
  return { deployedDigest, deployedImage }
}

/** The entry of a rollout that has ended, with what its report says already. */
const endedEntry = (
  observed: Observed,
  phase: RolloutPhase,
  report: Pick<PastRollout, 'startedAt' | 'updated' | 'failed'>,
): PastRollout | undefined => {
  if (phase !== 'Completed' && phase !== 'RolledBack') return undefined
  const { spec, verdicts, failedThere, now } = observed
  const entry = {
    ...report,
    digest: spec.digest,
    version: observed.targetVersion,
    finishedAt: wholeSeconds(now),
    outcome: phase,
  }
  if (phase === 'Completed') return entry
  const message = cleanText(verdicts[0]?.message ?? 'cancelled by spec.rollout.cancelledDigest', MOST_WHY)
  return { ...entry, failed: failedThere.size as Count, message, ...failedAttempt(verdicts) }
}

const nextWindow = ({ spec, now }: Observed): { readonly nextWindow?: string } => {
  const state = windowStateAt(spec.rollout.maintenanceWindows ?? [], now)
  return state.open || state.opensAt === undefined ? {} : { nextWindow: wholeSeconds(state.opensAt) }
}

/** An effect that the API server refuses keeps a node waiting, so it is said; the first of them, and how many others. */
const problemNote = ([problem, ...others]: ReadonlyArray<string>): string =>
  problem === undefined
    ? ''
    : `; tried again soon: ${cleanText(problem, MOST_SAID)}${others.length === 0 ? '' : ` and ${others.length} more`}`

/** Those that got their slot in this call too: the message says that they drain. */
const updating = (observed: Observed, { marked }: ActOutcome): ReadonlyArray<string> => [
  ...new Set([...inPhase(observed, ...UPDATING), ...marked].map(({ name }) => name)),
]

export const reportRollout = (
  observed: Observed,
  headline: Headline,
  outcome: ActOutcome,
): BootcRolloutStatus & object => {
  const { rollout, spec, nodes, now, verdicts } = observed
  const soaking = new Map(observed.unwell.map(({ node, because }) => [node, because]))
  const { phase, reason } = headline
  const message = `${headline.message}${problemNote(outcome.problems)}`
  const failed = failedNodes(observed)
  const { startedAt = '', completedAt } = times(observed, phase)
  const updated = onTarget(observed)
  const ended = endedEntry(observed, phase, { startedAt, updated: count(updated), failed: count(failed) })
  const history = historyWith(rollout.status, spec, ended, now)
  const { generation = 0 } = rollout.metadata
  return {
    observedGeneration: generation,
    phase,
    reason,
    message: cut(message, MOST.sentence),
    digest: spec.digest,
    attempt: attemptKey(spec, 'target'),
    targetShort: shortDigest(spec.digest),
    targetVersion: observed.targetVersion,
    nodeCount: count(nodes),
    updatedCount: count(updated),
    updatingCount: count(updating(observed, outcome)),
    failedCount: count(failed),
    leftBehindCount: headline.leftBehind as Count,
    updated: `${updated.length}/${nodes.length}`,
    counts: countsOf(observed),
    startedAt,
    completedAt,
    ...deployed(observed, phase),
    failed: listed(observed, failed),
    verdicts: verdicts.length === 0 ? undefined : verdicts,
    unwell: unwellNodes(observed, ({ name }) => soaking.get(name) ?? []),
    ...nextWindow(observed),
    gates: observed.closedGates.length === 0 ? undefined : observed.closedGates,
    step: observed.steps.going?.progress,
    passedSteps: observed.steps.passed.length === 0 ? undefined : observed.steps.passed,
    history,
    conditions: setConditions({ previous: rollout.status?.conditions, generation, now }, [
      ...conditionsOf(observed, { ...headline, message }, failed),
      ...imageFound(observed),
    ]),
  }
}
