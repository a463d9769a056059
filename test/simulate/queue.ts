/** What Metacontroller remembers of one parent: what it last synced, and when to sync again at the latest. */
export interface Entry {
  readonly inputs: ReadonlyArray<unknown>
  readonly due: number
}

/** By hook and name, e.g. `node n1`. */
export type Queue = Map<string, Entry>

/** After a sync that failed, Metacontroller waits, at first this many ms. */
const RETRY_MS = 1000
/** The resyncPeriodSeconds of the controllers, in ms. */
export const RESYNC_MS = { pool: 30_000, rollout: 30_000, node: 300_000 }

export const isDue = (queue: Queue, key: string, inputs: ReadonlyArray<unknown>, now: number): boolean => {
  const entry = queue.get(key)
  return entry === undefined || entry.due <= now || entry.inputs.some((input, i) => input !== inputs[i])
}

/** `again` is the answer's resyncAfterSeconds. */
export const synced = (
  queue: Queue,
  key: string,
  inputs: ReadonlyArray<unknown>,
  at: { readonly now: number; readonly again: number | undefined; readonly resyncMs: number },
): void => {
  const again = at.again === undefined ? Number.POSITIVE_INFINITY : at.again * 1000
  queue.set(key, { inputs, due: at.now + Math.min(again, at.resyncMs) })
}

export const failed = (queue: Queue, key: string, inputs: ReadonlyArray<unknown>, now: number): void => {
  queue.set(key, { inputs, due: now + RETRY_MS })
}
