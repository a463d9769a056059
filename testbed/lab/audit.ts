import { auditedCalls, isWrite } from '../../install/audit-log'

/** One write, `what` as resource, subresource and name. */
export interface AuditedWrite {
  readonly user: string
  readonly verb: string
  readonly what: string
}

/** Writes of the operator and its agents since `from` (ms since 1970), whether they changed anything or not. */
export const ourWritesSince = async (auditLog: string, from: number): Promise<ReadonlyArray<AuditedWrite>> => {
  const calls = await auditedCalls(auditLog, 'system:serviceaccount:bootc-operator:', [from, Number.POSITIVE_INFINITY])
  return calls
    .filter(({ verb }) => isWrite(verb))
    .map(({ verb, user, objectRef = {} }) => ({
      user: user.username,
      verb,
      what: [objectRef.resource, objectRef.subresource, objectRef.name].filter(part => part !== undefined).join('/'),
    }))
}
