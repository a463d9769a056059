/**
 * For how long a drained Node is not looked at again, in milliseconds: it asks for that look itself. Every write of ours to
 * it or to its member, and every word of its kubelet, sets off another sync.
 */
const LOOK_MS = 10_000

/** When marked Nodes were last seen to be drained. It saves looks only: whoever does not remember looks once more. */
export interface Looks {
  /** In how many seconds the Node under this mark is to be looked at again; undefined means now. */
  readonly dueIn: (mark: string, now: Date) => number | undefined
  readonly sawDrained: (mark: string, now: Date) => void
}

export const createLooks = (): Looks => {
  /** In ms since 1970 by mark, the oldest first. */
  const seen = new Map<string, number>()
  return {
    dueIn: (mark, now) => {
      const age = now.getTime() - (seen.get(mark) ?? Number.NEGATIVE_INFINITY)
      return age >= 0 && age < LOOK_MS ? (LOOK_MS - age) / 1000 : undefined
    },
    sawDrained: (mark, now) => {
      seen.delete(mark)
      seen.set(mark, now.getTime())
      for (const [old, at] of seen) {
        if (now.getTime() - at < LOOK_MS) return
        seen.delete(old)
      }
    },
  }
}
