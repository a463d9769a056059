/**
 * When a marked Node that is drained is next due for a pod list. Every write of the hooks to such a Node or its member, and
 * every status update of its kubelet, starts another sync before that. Losing the timer costs one extra list.
 */
export interface RecheckTimer {
  /** In how many seconds the Node under this mark is due; undefined means now. */
  readonly dueIn: (mark: string, now: Date) => number | undefined
  /** The Node was seen to be drained, and is due again in so many seconds. */
  readonly schedule: (mark: string, now: Date, seconds: number) => void
}

/** In ms since 1970. */
interface Look {
  readonly at: number
  readonly due: number
}

export const createRecheckTimer = (): RecheckTimer => {
  /** By mark, the oldest first. */
  const last = new Map<string, Look>()
  return {
    dueIn: (mark, now) => {
      const look = last.get(mark)
      const ms = now.getTime()
      // A clock that jumped back must not put a recheck off.
      return look !== undefined && ms >= look.at && ms < look.due ? (look.due - ms) / 1000 : undefined
    },
    schedule: (mark, now, seconds) => {
      const at = now.getTime()
      last.delete(mark)
      last.set(mark, { at, due: at + seconds * 1000 })
      for (const [old, { due }] of last) {
        if (at < due) return
        last.delete(old)
      }
    },
  }
}
