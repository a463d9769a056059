import { setTimeout as sleep } from 'node:timers/promises'

export interface Hold {
  readonly seconds: number
  /** Rejects when it is not so any more. */
  readonly look: () => Promise<void>
}

/** For what must not happen: looks once a second for a while, and rejects with the first look that does. */
export const holds = async ({ seconds, look }: Hold): Promise<void> => {
  const end = Date.now() + seconds * 1000
  while (Date.now() < end) {
    await look()
    await sleep(1000)
  }
}
