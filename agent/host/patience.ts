import * as E from 'fp-ts/Either'
import type { Host } from '../ports'

/** The longest that a short command is waited for, in milliseconds: the agent is silent meanwhile. */
const LONGEST_MS = 120_000

export interface Limit {
  /** What the command gets on a host that answers, in milliseconds. */
  readonly usualMs: number
  readonly limitMs: number
}

/**
 * How long a command is waited for the next time, in milliseconds, by the time that it took; undefined when it did not
 * answer. Each miss doubles the limit, else a host on which `bootc status` never answers in the usual time would never carry
 * out an order. The limit falls only once half of it would have done.
 */
export const limitAfter = ({ usualMs, limitMs }: Limit, tookMs: number | undefined): number => {
  if (tookMs === undefined) return Math.min(2 * limitMs, Math.max(LONGEST_MS, usualMs))
  return tookMs <= limitMs / 2 ? Math.max(limitMs / 2, usualMs) : limitMs
}

/** Gives each command that did not answer in its time more of it when it is asked again. `clock` in milliseconds. */
export const patient = (run: Host['run'], clock: () => number = () => performance.now()): Host['run'] => {
  /** Of the commands that are slow now. */
  const limits = new Map<string, number>()
  return async (argv, usualMs) => {
    const command = argv.join(' ')
    const limitMs = limits.get(command) ?? usualMs
    const since = clock()
    const result = await run(argv, limitMs)
    const isSilent = E.isLeft(result) && result.left.kind === 'command-timed-out'
    const next = limitAfter({ usualMs, limitMs }, isSilent ? undefined : clock() - since)
    if (next > usualMs) limits.set(command, next)
    else limits.delete(command)
    return result
  }
}
