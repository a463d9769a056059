import * as t from 'io-ts'
import { BootcPoolMember } from '../api/bootc-pool-member'
import { BootcPoolScope } from '../api/bootc-pool-scope'
import { Node } from '../api/kubernetes'
import { byName } from '../api/metacontroller'
import { MEMBER_KEY, SCOPE_KEY } from '../api/names'

export const NodeSyncRequest = t.type(
  {
    object: Node,
    attachments: t.type({ [MEMBER_KEY]: byName(BootcPoolMember) }),
    related: t.type({ [SCOPE_KEY]: byName(BootcPoolScope) }),
  },
  'NodeSyncRequest',
)
export interface NodeSyncRequest extends t.TypeOf<typeof NodeSyncRequest> {}

/** The rules do not depend on the Node: Metacontroller asks once per Node and keeps the answer for 20 minutes. */
export const NodeCustomizeRequest = t.UnknownRecord
