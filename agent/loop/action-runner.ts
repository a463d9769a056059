import type { Progress } from '../../hooks/api/bootc-node-update'
import type { ActionContext, Result } from '../act/action-context'
import { performAction } from '../act/perform-action'
import { isWorthReporting, progressIn, type ReportedProgress } from '../bootc/progress'
import { stopUnit } from '../host/systemd-run'
import type { Action, Workable } from '../observe/situation'
import { unexpected } from './unexpected'

/** One action at a time, beside the loop, so that a new order is seen and answered during a long download. */
export interface ActionRunner {
  /** The action that runs now. */
  readonly action: () => Action | undefined
  /** Of the pull that runs, as it was reported last. */
  readonly progress: () => Progress | undefined
  readonly start: (context: Omit<ActionContext, 'progress'>, situation: Workable, action: Action) => void
  /** Ends a pull that is no longer wanted; that is no failure. */
  readonly cancelPull: () => void
}

export interface Ends {
  readonly ended: (action: Action, result: Result) => void
  /** The pull came so far that it is worth a status. */
  readonly progressed: () => void
}

export const createActionRunner = ({ ended, progressed }: Ends): ActionRunner => {
  let running: Action | undefined
  let cancel: (() => void) | undefined
  let progress: Progress | undefined
  let reported: ReportedProgress = { percent: 0, at: 0 }

  return {
    action: () => running,
    progress: () => progress,
    start: (means, situation, action) => {
      running = action
      progress = undefined
      // The start of the pull was a report itself.
      reported = { percent: 0, at: means.now().getTime() }
      let isCancelled = false
      let isStopping = false
      const stop = (): void => {
        if (isStopping) return
        isStopping = true
        void stopUnit(means.host, 'switch').then(() => {
          isStopping = false
        })
      }
      cancel = () => {
        isCancelled = true
        stop()
      }
      const heard = (line: string): void => {
        // It was cancelled before its unit had started.
        if (isCancelled) stop()
        const next = progressIn(line)
        const now = means.now().getTime()
        if (next === undefined || isCancelled || !isWorthReporting(reported, next, now)) return
        progress = next
        reported = { percent: next.percent, at: now }
        progressed()
      }
      performAction({ ...means, progress: heard }, situation, action)
        .catch((error: unknown): Result => ({ memory: situation.memory, failure: unexpected(error) }))
        .then(result => {
          running = undefined
          progress = undefined
          ended(action, isCancelled ? { memory: situation.memory } : result)
        })
    },
    cancelPull: () => {
      if (running?.do === 'stage') cancel?.()
    },
  }
}
