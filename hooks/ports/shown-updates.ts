import type { BootcNodeUpdate } from '../api/bootc-node-update'
import { createShown, type LastShown } from './shown'

/** A rollout that goes on is synced more often. In ms. */
const KNOWN_MS = 60_000

/** All of it but the report, which is most of it. */
const distilled = ({ metadata, spec }: BootcNodeUpdate): BootcNodeUpdate => ({
  metadata: { ...metadata, managedFields: undefined },
  spec,
})

/** The updates as rollout-sync was last shown them: good for a write that is bound to the version, and for nothing else. */
export const createShownUpdates = (now: () => Date): LastShown<BootcNodeUpdate> => {
  const updates = createShown<BootcNodeUpdate>({ now, forMs: KNOWN_MS })
  return { ...updates, show: (name, update) => updates.show(name, distilled(update)) }
}
