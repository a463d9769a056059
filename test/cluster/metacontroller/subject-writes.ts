import { readFileSync } from 'node:fs'

/** One request of the subject to the API server, from the audit log; times in milliseconds. */
export interface Write {
  readonly verb: string
  readonly resource: string
  readonly subresource: string | undefined
  readonly name: string
  readonly code: number
  readonly receivedAt: number
  readonly answeredAt: number
}

/** Who the subject is for the API server. */
const ACCOUNT = 'system:serviceaccount:default:metacontroller'

interface AuditEvent {
  readonly verb: string
  readonly user: { readonly username: string }
  readonly objectRef?: { readonly resource: string; readonly subresource?: string; readonly name?: string }
  readonly responseStatus?: { readonly code: number }
  readonly requestObject?: { readonly metadata?: { readonly name?: string } }
  readonly requestReceivedTimestamp: string
  readonly stageTimestamp: string
  readonly stage: string
}

/** The writes so far, in the order of their answers. */
export const readWrites = (auditLog: string): ReadonlyArray<Write> =>
  readFileSync(auditLog, 'utf8')
    .split('\n')
    .filter(line => line.includes(ACCOUNT) && line.endsWith('}'))
    .map(line => JSON.parse(line) as AuditEvent)
    .filter(({ verb, stage }) => stage === 'ResponseComplete' && !['get', 'list', 'watch'].includes(verb))
    .map(event => ({
      verb: event.verb,
      resource: event.objectRef?.resource ?? '',
      subresource: event.objectRef?.subresource,
      name: event.objectRef?.name ?? event.requestObject?.metadata?.name ?? '',
      code: event.responseStatus?.code ?? 0,
      receivedAt: Date.parse(event.requestReceivedTimestamp),
      answeredAt: Date.parse(event.stageTimestamp),
    }))
