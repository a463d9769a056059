/** How a tier ended: the status of its process, and everything that it printed. */
export interface TierRun {
  /** `null` when a signal ended it. */
  readonly status: number | null
  readonly output: string
}

export interface TierResult {
  readonly name: string
  readonly passed: boolean
  /** Its counts, or why there are none. */
  readonly summary: string
}

/** mocha prints "12 passing (3s)", "1 failing" and "1 pending" at the end, each where there are some. */
const COUNT = /^ +(\d+ (?:passing|failing|pending))\b/gm
// biome-ignore lint/suspicious/noControlCharactersInRegex: what a terminal is sent for its colours begins with one.
const COLOUR = /\x1b\[[0-9;]*m/g

const countsIn = (output: string): ReadonlyArray<string> =>
  [...output.replaceAll(COLOUR, '').matchAll(COUNT)].map(([, count = '']) => count)

const resultOf = (name: string, { status, output }: TierRun): TierResult => {
  const counts = countsIn(output)
  // A run that was ended in the middle has no counts, and mocha may still say that all is well.
  const isWhole = counts.some(count => count.endsWith('passing'))
  const ended = status === 0 ? [] : [status === null ? 'ended by a signal' : `exit code ${status}`]
  const summary = [...(isWhole ? counts : ['no counts: it did not come to its end']), ...ended].join(', ')
  return { name, passed: status === 0 && isWhole, summary }
}

/** Runs every tier, in order and one at a time, also behind one that fails, so that no tier hides another. */
export const runTiers = async (
  tiers: ReadonlyArray<string>,
  run: (tier: string) => Promise<TierRun>,
): Promise<ReadonlyArray<TierResult>> => {
  const results: TierResult[] = []
  for (const tier of tiers) results.push(resultOf(tier, await run(tier)))
  return results
}
