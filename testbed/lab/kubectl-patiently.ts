import type { Ended } from '../tools/run-program'
import { patiently } from './patiently'

/**
 * Runs kubectl until it succeeds, a few times, and answers what it prints: it gives up at once when the API server does
 * not answer for a moment. For what may be said twice; `what` names it in the error, beside kubectl's words.
 */
export const kubectlPatiently = (what: string, run: () => Promise<Ended>): Promise<string> =>
  patiently(async () => {
    const { code, stdout, stderr } = await run()
    if (code !== 0) throw new Error(`kubectl ${what}: ${stderr}`)
    return stdout
  })
