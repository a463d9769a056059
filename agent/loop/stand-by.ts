import { releaseHost } from '../act/release-host'
import type { Parts } from './parts'
import { RELEASE_MS, REST_MS } from './turn'

/** Gives the host back. Answers after how many milliseconds to try again. */
export const giveHostBack = async ({ host, now, memory, watcher, log }: Parts): Promise<number> => {
  const known = memory.get()
  const result = await releaseHost({ host, remember: memory.save, now }, known, () => watcher.observe(known.intent))
  memory.set(result.memory)
  if (result.failure !== undefined) log('warn', 'not released', { ...result.failure })
  return result.failure === undefined ? REST_MS : RELEASE_MS
}

/** Without an order the agent changes and writes nothing; once the order is gone, it gives the host back. */
export const standBy = async (parts: Parts, because: string, isGone: boolean): Promise<number> => {
  const { runner, say } = parts
  say('no order', because)
  runner.cancelPull()
  return isGone && runner.action() === undefined ? giveHostBack(parts) : REST_MS
}
