import { setTimeout as sleep } from 'node:timers/promises'
import { isApiError } from '../../hooks/ports/api/api-request'

/** How often something is tried in all, and milliseconds between two tries. */
const MOST_TRIES = 5
const PAUSE_MS = 1000

/** No answer came, or the server says that it could not give one now: on a busy machine that means nothing. */
export const isPassing = (error: unknown): boolean =>
  isApiError(error) && (error.kind === 'api-unreachable' || error.status === 429 || error.status >= 500)

/** Tries again after a failure that may pass; the last one stands. */
export const patiently = async <T>(
  work: () => Promise<T>,
  mayPass: (error: unknown) => boolean = () => true,
): Promise<T> => {
  for (let left = MOST_TRIES - 1; ; left -= 1) {
    try {
      return await work()
    } catch (error) {
      if (left === 0 || !mayPass(error)) throw error
      await sleep(PAUSE_MS)
    }
  }
}
