import type { BootcNodeUpdate } from '../../hooks/api/bootc-node-update'
import { UPDATE_KEY } from '../../hooks/api/names'
import { joined, type NamedMember } from './a-member'

/** What a rollout is shown of its nodes: each as the cluster sees it, with its order and its report if there are any. */
export const relatedNodes = (nodes: ReadonlyArray<readonly [NamedMember, BootcNodeUpdate?]>) => ({
  [UPDATE_KEY]: Object.fromEntries(nodes.map(([member, update]) => [member.metadata.name, joined(member, update)])),
})
