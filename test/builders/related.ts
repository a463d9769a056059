import type { BootcNodeUpdate } from '../../hooks/api/bootc-node-update'
import { UPDATE_KEY } from '../../hooks/api/names'
import { joined, type NamedMember } from './a-member'

export const relatedUpdates = (updates: ReadonlyArray<BootcNodeUpdate>) => ({
  [UPDATE_KEY]: Object.fromEntries(updates.map(update => [update.metadata.name, update])),
})

/** What a rollout is shown of its nodes: each as the cluster sees it, with its order and its report if there are any. */
export const relatedNodes = (nodes: ReadonlyArray<readonly [NamedMember, BootcNodeUpdate?]>) =>
  relatedUpdates(nodes.map(([member, update]) => joined(member, update)))
