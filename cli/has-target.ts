import type { NodePhaseName } from '../hooks/node/phases'

/** Whether a node has its target on its disk, or runs it, in each of its phases. */
export const HAS_TARGET: Readonly<Record<NodePhaseName, boolean>> = {
  NotReporting: false,
  Contested: false,
  Pending: false,
  Staging: false,
  Staged: true,
  Draining: true,
  Drained: true,
  Rebooting: true,
  Verifying: true,
  UpToDate: true,
  CannotRollBack: false,
  Failed: false,
  Drifted: false,
}
