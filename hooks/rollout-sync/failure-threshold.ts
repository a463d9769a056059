import type { BootcRolloutStatus, Verdict } from '../api/bootc-rollout'
import { cleanText } from '../api/clean-text'
import { countOf } from '../api/quantity'
import type { RolloutSettings } from '../api/rollout-settings'
import { wholeSeconds } from '../api/whole-seconds'
import type { NodePhase } from '../node/observed-node'
import { listAlike, type NodeNote } from './list-alike'

export interface Judged {
  readonly attempt: string
  readonly nodes: ReadonlyArray<{ readonly name: string; readonly is: NodePhase }>
  readonly settings: RolloutSettings
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

/**
 * What becomes of an attempt in which as many nodes failed as failureThreshold says. It is latched: a node that gets
 * well again does not set a rollout going that had stopped. Another target or another `retry` is another attempt. A verdict
 * on nodes that were only late (`passes`) stands while they are. That of a halt names all that have failed by now, as the
 * counts beside it do.
 */
export const verdictOf = (judged: Judged): Verdict | undefined => {
  const { attempt, nodes, settings, status, mayRollBack, isGoingBack, now } = judged
  const latched = status?.verdicts?.find(verdict => verdict.attempt === attempt)
  const threshold = Math.max(1, countOf(settings.failureThreshold, nodes.length))
  const failed = failedOf(nodes, () => true)
  const message = `${failed.length} of ${nodes.length} nodes failed and failureThreshold is ${threshold}: ${listAlike(failed)}`
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
