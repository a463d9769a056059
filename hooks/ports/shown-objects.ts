import type { BootcNodeUpdate } from '../api/bootc-node-update'
import type { Node } from '../api/kubernetes'
import type { LastShown } from './shown'
import { createShownNodes } from './shown-nodes'
import { createShownUpdates } from './shown-updates'

/** What the hooks of one process were shown, each for the other one. */
export interface ShownObjects {
  /** The Nodes of pools, by node-sync. */
  readonly nodes: LastShown<Node>
  /** The updates of pools, by rollout-sync. */
  readonly updates: LastShown<BootcNodeUpdate>
}

export const createShownObjects = (now: () => Date): ShownObjects => ({
  nodes: createShownNodes(now),
  updates: createShownUpdates(now),
})
