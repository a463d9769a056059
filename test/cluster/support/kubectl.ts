import type { Lab } from '../../../e2e/lab/lab'
import { patiently } from '../../../e2e/lab/patiently'
import type { Ended } from '../../../e2e/tools/run-program'

/** Runs kubectl until it succeeds, a few times: it gives up at once when the API server does not answer for a moment. */
const insist = (what: string, run: () => Promise<Ended>): Promise<string> =>
  patiently(async () => {
    const { code, stdout, stderr } = await run()
    if (code !== 0) throw new Error(`kubectl ${what}: ${stderr}`)
    return stdout
  })

/** Answers what it prints; for verbs that may be said twice. */
export const kubectl = ({ controlPlane }: Lab, ...args: ReadonlyArray<string>): Promise<string> =>
  insist(args.join(' '), () => controlPlane.kubectl(...args))

export const applied = ({ controlPlane }: Lab, object: object): Promise<string> =>
  insist('apply', () => controlPlane.apply(JSON.stringify(object)))
