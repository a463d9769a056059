import { setTimeout as sleep } from 'node:timers/promises'
import { errorText } from './api/error-text'

const FIRST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 10_000

/** Asks until there is an answer: an API server that is away at the start comes back. Every other error is reported. */
export const untilAnswered = async <A>(ask: () => Promise<A>, note: (complaint: string) => void): Promise<A> => {
  let last = ''
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    try {
      return await ask()
    } catch (error) {
      const complaint = errorText(error)
      if (complaint !== last) note(complaint)
      last = complaint
      await sleep(pause)
    }
  }
}
