/** Objects as this process was last shown them, by name. A cache lags, so that an older one may come after a newer one. */
export interface LastShown<A> {
  readonly show: (name: string, object: A) => void
  /** Undefined when it was not shown for a while. */
  readonly last: (name: string) => A | undefined
  /** It is known to be an old version from now on. */
  readonly forget: (name: string) => void
}

/** `forMs`: how long one that is not shown again is kept. */
export const createShown = <A>({ now, forMs }: { readonly now: () => Date; readonly forMs: number }): LastShown<A> => {
  /** The one that was shown longest ago first. */
  const known = new Map<string, { readonly object: A; readonly at: number }>()
  /** A clock that jumped back must not keep one without end. */
  const isOld = (at: number, ms: number): boolean => ms < at || ms >= at + forMs
  return {
    show: (name, object) => {
      const at = now().getTime()
      known.delete(name)
      known.set(name, { object, at })
      for (const [old, entry] of known) {
        if (!isOld(entry.at, at)) return
        known.delete(old)
      }
    },
    last: name => {
      const entry = known.get(name)
      return entry === undefined || isOld(entry.at, now().getTime()) ? undefined : entry.object
    },
    forget: name => void known.delete(name),
  }
}
