import { type AuditEvent, auditedCalls, type Interval, isWrite } from '../../install/audit-log'

const OURS = 'system:serviceaccount:bootc-operator:'

/** Writers that share a ServiceAccount are told apart by their HTTP client. */
const writerOf = ({ user, userAgent = '' }: AuditEvent): string => {
  if (user.username === `${OURS}bootc-agent`) return 'agent'
  return /^metacontroller/i.test(userAgent) ? 'metacontroller' : 'hooks'
}

/**
 * Requests that write, of the operator and its agents, received in the interval: counted by writer, verb and resource, such
 * as `agent patch bootcnodeupdates/status`. Those that the API server refused are counted too.
 */
export const countWrites = async (auditLog: string, interval: Interval): Promise<ReadonlyMap<string, number>> => {
  const counts = new Map<string, number>()
  for (const event of await auditedCalls(auditLog, OURS, interval)) {
    if (!isWrite(event.verb)) continue
    const { resource, subresource } = event.objectRef ?? {}
    const what = [resource, subresource].filter(part => part !== undefined).join('/')
    const code = event.responseStatus?.code ?? 200
    const key = `${writerOf(event)} ${event.verb} ${what}${code >= 400 ? ` (${code})` : ''}`
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return counts
}
