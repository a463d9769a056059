import * as t from 'io-ts'
import { BootcPoolScope } from '../api/bootc-pool-scope'
import { Node } from '../api/kubernetes'
import { byName, noneOf } from '../api/metacontroller'
import { SCOPE_KEY } from '../api/names'

export const NodeSyncRequest = t.intersection(
  [
    t.type({ object: Node, related: t.type({ [SCOPE_KEY]: byName(BootcPoolScope) }) }),
    t.partial({ attachments: noneOf('attachments') }),
  ],
  'NodeSyncRequest',
)
export interface NodeSyncRequest extends t.TypeOf<typeof NodeSyncRequest> {}

/** The rules do not depend on the Node: Metacontroller asks once per Node and keeps the answer for 20 minutes. */
export const NodeCustomizeRequest = t.UnknownRecord
