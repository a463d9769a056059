/**
 * When marked Nodes that are drained are to be looked at again. Every write of ours to such a Node or to its member, and
 * every word of its kubelet, sets off another sync before that. It saves looks only: whoever does not remember looks.
 */
export interface RecheckTimer {
  /** In how many seconds the Node under this mark is to be looked at again; undefined means now. */
  readonly dueIn: (mark: string, now: Date) => number | undefined
  /** It was seen to be drained, and asks for the next look in so many seconds. */
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
      // A clock that jumped back must not put a look off.
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
