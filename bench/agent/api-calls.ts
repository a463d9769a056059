import { auditedCalls, type Interval, isWrite } from '../../install/audit-log'

/** Requests of `user` that the API server received in the interval, counted by verb. */
export const callsIn = async (
  auditLog: string,
  user: string,
  interval: Interval,
): Promise<Readonly<Record<string, number>>> => {
  const calls: Record<string, number> = {}
  for (const { verb } of await auditedCalls(auditLog, user, interval)) calls[verb] = (calls[verb] ?? 0) + 1
  return calls
}

export const writesIn = (calls: Readonly<Record<string, number>>): number =>
  Object.entries(calls).reduce((sum, [verb, count]) => sum + (isWrite(verb) ? count : 0), 0)
