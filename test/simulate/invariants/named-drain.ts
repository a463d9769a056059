import type { BootcNodeUpdateSpec } from '../../../hooks/api/bootc-node-update'
import { timeOf } from '../world'
import type { Invariant } from './moment'

/** A drain that lasts longer has to say whom it waits for, in ms; the writing itself takes its time. */
const UNNAMED_MS = 60_000 + 30_000

/** A drain that gave up, or takes long, names at least one pod. */
export const namesWhoIsLeft: Invariant = ({ world }) => {
  for (const { metadata, spec } of Object.values(world.updates.all())) {
    const { drain, slot } = (spec as BootcNodeUpdateSpec).node
    if (drain === undefined || slot === undefined || drain.state === 'Drained' || drain.blockers.length > 0) continue
    const isLong = drain.remaining > 0 && Date.parse(slot.since) + UNNAMED_MS < world.now
    if (drain.state === 'TimedOut' || isLong) {
      return `the drain of ${metadata.name} since ${slot.since} is ${drain.state} at ${timeOf(world.now)}, and names nobody`
    }
  }
  return undefined
}
