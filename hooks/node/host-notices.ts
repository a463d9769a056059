import type { BootcNodeUpdateStatus } from '../api/bootc-node-update'
import type { Condition } from '../api/kubernetes'

/** Conditions by which an agent reports what is remarkable of its host and no failure, and the status in which they do. */
const NOTICES: Readonly<Record<string, Condition['status']>> = { Drifted: 'True', BoundImagesPulled: 'False' }

/** What the agent reports of its host beside its order: a change that the operator did not make, or images that are missing. */
export const hostNotices = (status: BootcNodeUpdateStatus | undefined): ReadonlyArray<Condition> =>
  (status?.conditions ?? []).filter(({ type, status: is }) => NOTICES[type] === is)
