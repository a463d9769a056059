import type { BootcNodeUpdateStatus, HostUnit } from '../../hooks/api/bootc-node-update'
import { wholeSeconds } from '../../hooks/api/whole-seconds'
import type { WatchedUnit } from '../observe/unit-watch'

type Previous = Pick<Partial<BootcNodeUpdateStatus>, 'boot' | 'units'>

/** What was reported of it in this boot, if it is as it was then: the agent may have been restarted since. */
const reportedSince = ({ unit, state }: WatchedUnit, previous: Previous, bootId: string): string | undefined =>
  previous.boot?.id === bootId
    ? previous.units?.find(known => known.unit === unit && known.state === state)?.since
    : undefined

/** The units that the order asks for, each with the time since when it is so in this boot. */
export const unitReport = (
  watched: ReadonlyArray<WatchedUnit> | undefined,
  previous: Previous,
  { bootId, now }: { readonly bootId: string; readonly now: Date },
): ReadonlyArray<HostUnit> | undefined =>
  watched?.map(known => {
    const { unit, state, changedAt } = known
    const since = reportedSince(known, previous, bootId)
    return { unit, state, since: wholeSeconds(changedAt ?? since ?? now) }
  })
