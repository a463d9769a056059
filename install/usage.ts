import type { Right } from '../hooks/api/right'
import type { AuditEvent } from './audit-log'
import type { RoleRight } from './rights'

/** What of an audited request tells who was allowed what. */
export type AuditedUse = Pick<AuditEvent, 'verb' | 'user' | 'userAgent' | 'objectRef' | 'annotations'>

const DECISION = 'authorization.k8s.io/decision'

export const wasRefused = ({ annotations }: AuditedUse): boolean => annotations?.[DECISION] === 'forbid'

/** Whether the event needed this right, or one that is wider. */
const isUse = (right: Right, { verb, objectRef = {} }: AuditedUse): boolean =>
  verb === right.verb &&
  (objectRef.apiGroup ?? '') === right.group &&
  objectRef.resource === right.resource &&
  objectRef.subresource === right.subresource &&
  (right.namespace === undefined || objectRef.namespace === right.namespace) &&
  (right.name === undefined || objectRef.name === right.name)

/** Metacontroller shares a ServiceAccount with the hooks, and is told from them by its HTTP client. */
const isMetacontrollers = (role: string): boolean => role.endsWith('-metacontroller')
const isOfMetacontroller = ({ userAgent = '' }: AuditedUse): boolean => /^metacontroller/.test(userAgent)

/** The rights that no event needed. The events are those of the account that has the rights. */
export const unusedRights = (
  rights: ReadonlyArray<RoleRight>,
  events: ReadonlyArray<AuditedUse>,
): ReadonlyArray<RoleRight> =>
  rights.filter(
    ({ role, right }) =>
      !events.some(
        event => isMetacontrollers(role) === isOfMetacontroller(event) && !wasRefused(event) && isUse(right, event),
      ),
  )
