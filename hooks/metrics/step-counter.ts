import type { BootcNodeUpdate } from '../api/bootc-node-update'
import type { BootcPoolMember } from '../api/bootc-pool-member'
import { durationsOf, type MeasuredStep, secondsOf } from './node-durations'

/** What the last step of each kind was that was counted, by node. */
type Counted = Readonly<Record<MeasuredStep, Map<string, string>>>

export interface StepCounter {
  /** Calls `count` for every step that ended since this process began, once each. */
  readonly look: (
    members: ReadonlyArray<BootcPoolMember>,
    updates: Readonly<Record<string, BootcNodeUpdate>>,
    count: (what: MeasuredStep, seconds: number) => void,
  ) => void
}

const forgetAllBut = (counted: Counted, members: ReadonlyArray<BootcPoolMember>): void => {
  const names = new Set(members.map(({ metadata }) => metadata.name))
  for (const keys of Object.values(counted)) {
    for (const name of keys.keys()) if (!names.has(name)) keys.delete(name)
  }
}

/** Of one pool. `since`, in ms since 1970: what ended before was counted by the process before. */
export const createStepCounter = (since: number): StepCounter => {
  const counted: Counted = { stage: new Map(), drain: new Map(), reboot: new Map() }
  return {
    look: (members, updates, count) => {
      for (const member of members) {
        const { name } = member.metadata
        for (const duration of durationsOf(member, updates[name])) {
          const { what, key } = duration
          // Times are read only of what is new: thousands of nodes are looked at in every sync.
          if (counted[what].get(name) === key) continue
          counted[what].set(name, key)
          const seconds = secondsOf(duration, since)
          if (seconds !== undefined) count(what, seconds)
        }
      }
      if (counted.reboot.size > members.length || counted.stage.size > members.length) forgetAllBut(counted, members)
    },
  }
}
