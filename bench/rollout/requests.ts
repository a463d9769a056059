import { type AuditEvent, auditedCalls, type Interval, isWrite } from '../../install/audit-log'

/** Requests by who sent them, verb and resource, such as `agent patch bootcnodeupdates/status`, with a refusal's status. */
type Counts = ReadonlyMap<string, number>

export interface Requests {
  readonly writes: Counts
  /** Gets and lists; a watch is one request however much it brings. */
  readonly reads: Counts
}

const OURS = 'system:serviceaccount:bootc-operator:'
const READS = new Set(['get', 'list'])

/** Clients that share a ServiceAccount are told apart by their HTTP client. */
const senderOf = ({ user, userAgent = '' }: AuditEvent): string => {
  if (user.username === `${OURS}bootc-agent`) return 'agent'
  return /^metacontroller/i.test(userAgent) ? 'metacontroller' : 'hooks'
}

const keyOf = (event: AuditEvent): string => {
  const { resource, subresource } = event.objectRef ?? {}
  const what = [resource, subresource].filter(part => part !== undefined).join('/')
  const code = event.responseStatus?.code ?? 200
  return `${senderOf(event)} ${event.verb} ${what}${code >= 400 ? ` (${code})` : ''}`
}

const countBy = (events: ReadonlyArray<AuditEvent>): Counts => {
  const counts = new Map<string, number>()
  for (const event of events) counts.set(keyOf(event), (counts.get(keyOf(event)) ?? 0) + 1)
  return counts
}

/** Requests of the operator and its agents that the API server received in the interval, those included that it refused. */
export const countRequests = async (auditLog: string, interval: Interval): Promise<Requests> => {
  // Without objectRef it is about no object, such as the kinds that there are.
  const events = (await auditedCalls(auditLog, OURS, interval)).filter(
    ({ objectRef }) => objectRef?.resource !== undefined,
  )
  return {
    writes: countBy(events.filter(({ verb }) => isWrite(verb))),
    reads: countBy(events.filter(({ verb }) => READS.has(verb))),
  }
}

export const sumOf = (counts: Counts): number => [...counts.values()].reduce((sum, count) => sum + count, 0)
