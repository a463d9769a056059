import type { HostFailure } from '../bootc/errors'
import { decide } from '../decide/decide'
import type { Log } from '../log'
import { createRetries } from '../observe/retries'
import { type Action, agentPhaseOf, type Pause, type Situation, triesAgain } from '../observe/situation'

/** Keeps the agent from spinning: what failed, or did not help, is tried again after a pause. */
export interface ActionBackoff {
  readonly pause: () => Pause | undefined
  /** The next action. `instead` is why the action that would come next cannot be tried now, by its kind. */
  readonly next: (situation: Situation, instead: Partial<Record<Action['do'], HostFailure>>) => Action
  /** What is waited for instead of an action, because of something that has nothing to do with it. */
  readonly postponed: (action: Action, failure: HostFailure) => Action
  readonly ended: (action: Action, failure: HostFailure | undefined) => void
  readonly succeeded: () => void
  readonly failed: (action: Action, failure: HostFailure) => void
}

const unhelpful = (action: Action): HostFailure => {
  if (action.do === 'reset-soft-reboot') {
    const message =
      'something stays mounted on /run/nextroot, into which a reboot would hang: power-cycle the drained node'
    return { reason: 'StaleSoftReboot', message, terminal: false }
  }
  const message = `${action.do} ended without an error, but the host does not show it`
  return { reason: 'UnexpectedOutput', message, terminal: false }
}

/** `random` in [0, 1). */
export const createActionBackoff = (now: () => Date, log: Log, random: () => number = Math.random): ActionBackoff => {
  const retries = createRetries(now, random)
  /** The action that succeeded last; if it is due again, it did not help. */
  let done: string | undefined

  const failed = (action: Action, failure: HostFailure): void => {
    const { until } = retries.failed(failure, agentPhaseOf(action))
    log('warn', 'failed', { action: action.do, ...failure, again: new Date(until).toISOString() })
  }
  const pausedInstead = (action: Action, failure: HostFailure, situation: Situation): Action => {
    failed(action, failure)
    const pause = retries.pause()
    return decide({ ...situation, pause })
  }
  return {
    pause: retries.pause,
    next: (situation, instead) => {
      const action = decide(situation)
      const isRepeated = action.do !== 'wait' && JSON.stringify(action) === done
      done = undefined
      const hindrance = instead[action.do]
      if (hindrance !== undefined) return pausedInstead(action, hindrance, situation)
      if (!isRepeated) return action
      return pausedInstead(action, unhelpful(action), situation)
    },
    postponed: (action, failure) => {
      failed(action, failure)
      return { do: 'wait', phase: agentPhaseOf(action), because: triesAgain(failure), failure }
    },
    ended: (action, failure) => {
      if (failure !== undefined) return failed(action, failure)
      // To have cleaned up after a pull that failed does not make the next one come sooner.
      if (action.do !== 'clean-store') retries.succeeded()
      // A reboot has its own memory of how often it was asked for.
      done = action.do === 'reboot' ? undefined : JSON.stringify(action)
    },
    succeeded: retries.succeeded,
    failed,
  }
}
