import type { BootcRolloutStatus, Verdict } from '../api/bootc-rollout'
import { cleanText } from '../api/clean-text'
import { countOf } from '../api/quantity'
import type { RolloutSettings } from '../api/rollout-settings'
import { wholeSeconds } from '../api/whole-seconds'
import type { NodePhase } from '../node/observed-node'
import { SOAK_REASONS } from './decide/soak-failure'
import { listAlike, type NodeNote } from './list-alike'

export interface Judged {
  readonly attempt: string
  readonly nodes: ReadonlyArray<{ readonly name: string; readonly is: NodePhase }>
  readonly settings: RolloutSettings
  /** The step that goes on, and how many nodes may fail after their reboot meanwhile before something is done. */
  readonly step?: { readonly id: string; readonly threshold: number }
  readonly status: BootcRolloutStatus | undefined
  /** Whether going back is something that this attempt may still do. */
  readonly mayRollBack: boolean
  /** Whether nodes have orders to go back from it: then that was decided, and the status that says so is lost. */
  readonly isGoingBack: boolean
  readonly now: Date
}

/** Characters of a reason, which is a word, but an agent's. */
const MOST_REASON = 64

type Failed = Extract<NodePhase, { readonly phase: 'Failed' }>

const failedOf = (nodes: Judged['nodes'], isMeant: (failure: Failed) => boolean): ReadonlyArray<NodeNote> =>
  nodes.flatMap(({ name, is }) =>
    is.phase === 'Failed' && is.counts && isMeant(is)
      ? [{ name, note: ` (${cleanText(is.reason, MOST_REASON)})` }]
      : [],
  )

/** Whether a node failed after the reboot into its target: right after it, or while it soaked. */
const isAfterReboot = ({ afterReboot, reason }: Failed): boolean => afterReboot || SOAK_REASONS.has(reason)

/**
 * What becomes of an attempt in which as many nodes failed as failureThreshold says. It is latched: a node that gets
 * well again does not set a rollout going that had stopped. Another target or another `retry` is another attempt. A verdict
 * on nodes that were only late (`passes`) stands while they are. That of a halt names all that have failed by now, as the
 * counts beside it do.
 */
export const verdictOf = (judged: Judged): Verdict | undefined => {
  const { attempt, nodes, settings, step, status, mayRollBack, isGoingBack, now } = judged
  const latched = status?.verdicts?.find(verdict => verdict.attempt === attempt)
  const ofPool = Math.max(1, countOf(settings.failureThreshold, nodes.length))
  const rebooted = step === undefined ? [] : failedOf(nodes, isAfterReboot)
  const isOfStep = step !== undefined && rebooted.length >= step.threshold
  const threshold = isOfStep ? step.threshold : ofPool
  const failed = failedOf(nodes, isOfStep ? isAfterReboot : () => true)
  const where = isOfStep ? `step ${step.id}: ` : ''
  const how = isOfStep ? 'failed after the reboot and its failureThreshold' : 'failed and failureThreshold'
  const message = `${where}${failed.length} of ${nodes.length} nodes ${how} is ${threshold}: ${listAlike(failed)}`
  const isReached = failed.length >= threshold
  if (latched !== undefined && latched.passes !== true) {
    return latched.action === 'Halt' && isReached ? { ...latched, message } : latched
  }
  if (!isReached) return undefined
  const passes = failedOf(nodes, failure => failure.passes !== true).length < threshold
  if (latched !== undefined && passes) return { ...latched, message }
  const isProven = isGoingBack || failedOf(nodes, ({ afterReboot }) => afterReboot).length >= threshold
  const goesBack = mayRollBack && settings.onFailure === 'RollBack' && isProven
  const action = goesBack ? 'RollBack' : 'Halt'
  return { attempt, action, at: wholeSeconds(now), message, passes: (passes && !goesBack) || undefined }
}
