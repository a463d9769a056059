import { doubledMs } from '../ports/backoff'
import { rest } from '../ports/rest'

export interface AlonePorts {
  /** Why the operator does nothing in this cluster; undefined when nothing is in the way. */
  readonly look: () => Promise<string | undefined>
  /** Called once for each answer that differs from the one before. */
  readonly note: (refusal: string) => void
  readonly firstMs: number
  readonly longestMs: number
}

/** Waits, and does nothing else, until the operator is the only one of its API group: an admin may be about to migrate. */
export const untilAlone = async ({ look, note, firstMs, longestMs }: AlonePorts): Promise<void> => {
  let last: string | undefined
  for (let refusals = 1; ; refusals += 1) {
    const refusal = await look()
    if (refusal === undefined) return
    if (refusal !== last) note(refusal)
    last = refusal
    await rest(doubledMs(refusals, { firstMs, longestMs }), new AbortController().signal)
  }
}
