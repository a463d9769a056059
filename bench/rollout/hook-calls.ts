import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'

/** What the hook server logged of its calls; bytes of the requests, milliseconds from the first byte to the answer. */
export interface HookCalls {
  readonly calls: number
  readonly bytes: number
  readonly millis: number
  readonly longest: number
}

interface LogLine {
  /** RFC 3339. */
  readonly time?: string
  readonly responseTime?: number
  readonly req?: { readonly url?: string; readonly bytes?: number }
}

/** Calls by hook that were answered in [from, to) (ms since 1970), from the server's log at level debug. */
export const countHookCalls = async (
  log: string,
  [from, to]: readonly [number, number],
): Promise<ReadonlyMap<string, HookCalls>> => {
  const hooks = new Map<string, HookCalls>()
  for await (const line of createInterface({ input: createReadStream(log) })) {
    if (!line.includes('responseTime')) continue
    const { time = '', responseTime = 0, req } = JSON.parse(line) as LogLine
    const at = Date.parse(time)
    if (!(at >= from && at < to) || req?.url === undefined) continue
    const before = hooks.get(req.url) ?? { calls: 0, bytes: 0, millis: 0, longest: 0 }
    hooks.set(req.url, {
      calls: before.calls + 1,
      bytes: before.bytes + (req.bytes ?? 0),
      millis: before.millis + responseTime,
      longest: Math.max(before.longest, responseTime),
    })
  }
  return hooks
}
