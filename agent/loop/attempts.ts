import type { Trouble } from '../bootc/errors'
import { decide } from '../decide/decide'
import type { Log } from '../log'
import { type Action, type Pause, phaseOf, type Situation, triesAgain } from '../observe/situation'
import { createRetries } from '../retries'

/** Keeps the agent from spinning: what failed, or did not help, is tried again after a pause. */
export interface Attempts {
  readonly pause: () => Pause | undefined
  /** The next action. `instead` is why the action that would come next cannot be tried now, by its kind. */
  readonly next: (situation: Situation, instead: Partial<Record<Action['do'], Trouble>>) => Action
  /** What is waited for instead of an action, because of something that has nothing to do with it. */
  readonly postponed: (action: Action, trouble: Trouble) => Action
  readonly ended: (action: Action, trouble: Trouble | undefined) => void
  readonly succeeded: () => void
  readonly failed: (action: Action, trouble: Trouble) => void
}

const unhelpful = (action: Action): Trouble => {
  if (action.do === 'reset-soft-reboot') {
    const message =
      'something stays mounted on /run/nextroot, into which a reboot would hang: power-cycle the drained node'
    return { reason: 'StaleSoftReboot', message, terminal: false }
  }
  const message = `${action.do} ended without an error, but the host does not show it`
  return { reason: 'UnexpectedOutput', message, terminal: false }
}

export const createAttempts = (now: () => Date, log: Log): Attempts => {
  const retries = createRetries(now)
  /** The action that ended well last; to be told to do it again means that it did not help. */
  let done: string | undefined

  const failed = (action: Action, trouble: Trouble): void => {
    const { until } = retries.failed(trouble, phaseOf(action))
    log('warn', 'failed', { action: action.do, ...trouble, again: new Date(until).toISOString() })
  }
  const pausedInstead = (action: Action, trouble: Trouble, situation: Situation): Action => {
    failed(action, trouble)
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
    postponed: (action, trouble) => {
      failed(action, trouble)
      return { do: 'wait', phase: phaseOf(action), because: triesAgain(trouble), trouble }
    },
    ended: (action, trouble) => {
      if (trouble !== undefined) return failed(action, trouble)
      // To have cleaned up after a pull that failed does not make the next one come sooner.
      if (action.do !== 'clean-store') retries.succeeded()
      // A reboot has its own memory of how often it was asked for.
      done = action.do === 'reboot' ? undefined : JSON.stringify(action)
    },
    succeeded: retries.succeeded,
    failed,
  }
}
