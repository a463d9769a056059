import type { OperatorProblem } from '../api/operator-problem'
import { doubledMs } from '../ports/backoff'
import { rest } from '../ports/rest'

export interface SelfCheckPorts {
  readonly check: () => Promise<ReadonlyArray<OperatorProblem>>
  /** Called for each problem once, and once when there is none any more. */
  readonly noteProblem: (problem: OperatorProblem) => void
  readonly noteHealthy: () => void
  /** How long after the first check that found problems the next one comes, in milliseconds; later ones wait longer. */
  readonly intervalMs: number
}

/** The longest pause between two checks, in intervals: something may be missing on purpose. */
const MOST_INTERVALS = 10

export interface SelfCheck {
  readonly problems: () => ReadonlyArray<OperatorProblem>
  readonly stop: () => void
}

/** Checks until all is well, and then no more: each check asks the API server some seventy questions. */
export const keepChecked = ({ check, noteProblem, noteHealthy, intervalMs }: SelfCheckPorts): SelfCheck => {
  const stopped = new AbortController()
  let known: ReadonlyArray<OperatorProblem> = []

  const run = async (): Promise<void> => {
    const limits = { firstMs: intervalMs, longestMs: intervalMs * MOST_INTERVALS }
    for (let failures = 1; !stopped.signal.aborted; failures += 1) {
      const now = await check()
      for (const problem of now) if (!known.some(({ message }) => message === problem.message)) noteProblem(problem)
      known = now
      if (now.length === 0) return noteHealthy()
      await rest(doubledMs(failures, limits), stopped.signal)
    }
  }
  void run()
  return { problems: () => known, stop: () => stopped.abort() }
}
