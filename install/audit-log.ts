import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'

/** One line of an API server's audit log at level Metadata, as far as it is read (audit.k8s.io/v1 Event). */
export interface AuditEvent {
  readonly auditID: string
  readonly verb: string
  readonly user: { readonly username: string }
  readonly userAgent?: string
  readonly objectRef?: {
    readonly apiGroup?: string
    readonly resource?: string
    readonly subresource?: string
    readonly namespace?: string
    readonly name?: string
  }
  /** RFC 3339 with microseconds. */
  readonly requestReceivedTimestamp: string
  readonly responseStatus?: { readonly code?: number }
  readonly annotations?: Readonly<Record<string, string>>
}

/** From and before, in ms since 1970. */
export type Interval = readonly [number, number]

const WRITES = new Set(['create', 'update', 'patch', 'delete', 'deletecollection'])

export const isWrite = (verb: string): boolean => WRITES.has(verb)

/** What was received in the interval from users whose names begin so. Read line by line: a log may be longer than a string. */
export const auditedCalls = async (
  auditLog: string,
  userPrefix: string,
  [from, before]: Interval = [0, Number.POSITIVE_INFINITY],
): Promise<ReadonlyArray<AuditEvent>> => {
  const events = new Map<string, AuditEvent>()
  for await (const line of createInterface({ input: createReadStream(auditLog) })) {
    // The last line may still be on its way.
    if (!line.includes(userPrefix) || !line.endsWith('}')) continue
    const event = JSON.parse(line) as AuditEvent
    const at = Date.parse(event.requestReceivedTimestamp)
    if (!event.user.username.startsWith(userPrefix) || at < from || at >= before) continue
    // A watch has one event when it begins and another when it ends.
    if (!events.has(event.auditID)) events.set(event.auditID, event)
  }
  return [...events.values()]
}
