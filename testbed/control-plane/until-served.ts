import type { Ended } from '../tools/run-program'
import { START_SECONDS } from './process-log'
import { waitFor } from './wait-for'

const linesOf = ({ stdout }: Ended): ReadonlyArray<string> => stdout.split('\n').filter(line => line !== '')

/**
 * Waits until the kinds of all CRDs are served, and listed for whoever looks for kinds. `kubectl wait` fails at a CRD
 * that has no condition yet, and a kind is listed only after its condition is there.
 */
export const untilServed = async (kubectl: (...args: ReadonlyArray<string>) => Promise<Ended>): Promise<void> => {
  await waitFor({
    what: 'the kinds of all CRDs to be served',
    seconds: START_SECONDS,
    everyMs: 200,
    look: async () => {
      // Both name a kind `plural.group`.
      const defined = await kubectl('get', 'crd', '-o', 'jsonpath={range .items[*]}{.metadata.name}{"\\n"}{end}')
      const served = await kubectl('api-resources', '-o', 'name')
      if (defined.code !== 0 || served.code !== 0) return undefined
      const kinds = new Set(linesOf(served))
      return linesOf(defined).every(name => kinds.has(name)) || undefined
    },
  })
}
