export type Release = () => void

/** Admits a limited number of callers per host at a time; the others wait in their order. */
export interface PerHostLimit {
  /**
   * Undefined when the signal ends, or when no caller of that host released its place for a while: those inside hang,
   * so the waiting ones would hang as well.
   */
  readonly acquire: (host: string, signal: AbortSignal) => Promise<Release | undefined>
}

type Waiter = (release: Release | undefined) => void

interface Places {
  taken: number
  readonly waiting: Set<Waiter>
  patience: NodeJS.Timeout | undefined
}

const rejectWaiters = (places: Places): void => {
  places.patience = undefined
  for (const waiter of [...places.waiting]) waiter(undefined)
}

/** `limit` callers per host; those who wait are rejected when no place was released for `patienceMs`. */
export const perHostLimit = (limit: number, patienceMs: number): PerHostLimit => {
  const hosts = new Map<string, Places>()

  const wait = (places: Places, signal: AbortSignal): Promise<Release | undefined> =>
    new Promise(resolve => {
      const waiter: Waiter = release => {
        places.waiting.delete(waiter)
        signal.removeEventListener('abort', onAbort)
        resolve(release)
      }
      const onAbort = (): void => waiter(undefined)
      signal.addEventListener('abort', onAbort)
      places.waiting.add(waiter)
      places.patience ??= setTimeout(rejectWaiters, patienceMs, places)
    })

  const release = (host: string, places: Places): void => {
    places.taken -= 1
    clearTimeout(places.patience)
    places.patience = undefined
    const [next] = places.waiting
    if (next !== undefined) next(admit(host, places))
    if (places.waiting.size > 0) places.patience = setTimeout(rejectWaiters, patienceMs, places)
    if (places.taken === 0) hosts.delete(host)
  }

  const admit = (host: string, places: Places): Release => {
    places.taken += 1
    return () => release(host, places)
  }

  return {
    acquire: async (host, signal) => {
      const places = hosts.get(host) ?? { taken: 0, waiting: new Set<Waiter>(), patience: undefined }
      hosts.set(host, places)
      return places.taken < limit ? admit(host, places) : wait(places, signal)
    },
  }
}
