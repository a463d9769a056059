import { setTimeout as sleep } from 'node:timers/promises'
import { errorText } from './api/error-text'
import { doubledMs } from './ports/backoff'

const LIMITS = { firstMs: 500, longestMs: 10_000 }

/** Asks until there is an answer: an API server that is away at the start comes back. Every other error is reported. */
export const untilAnswered = async <A>(ask: () => Promise<A>, note: (complaint: string) => void): Promise<A> => {
  let last = ''
  for (let failures = 1; ; failures += 1) {
    try {
      return await ask()
    } catch (error) {
      const complaint = errorText(error)
      if (complaint !== last) note(complaint)
      last = complaint
      await sleep(doubledMs(failures, LIMITS))
    }
  }
}
