import type { BootcNodeUpdate } from '../api/bootc-node-update'
import { durationsOf, type MeasuredStep, secondsOf } from './node-durations'

/** What the last step of each kind was that was counted, by node. */
type Counted = Readonly<Record<MeasuredStep, Map<string, string>>>

export interface StepCounter {
  /** Calls `count` for every step that ended since this process began, once each. */
  readonly look: (updates: ReadonlyArray<BootcNodeUpdate>, count: (what: MeasuredStep, seconds: number) => void) => void
}

const forgetAllBut = (counted: Counted, updates: ReadonlyArray<BootcNodeUpdate>): void => {
  const names = new Set(updates.map(({ metadata }) => metadata.name))
  for (const keys of Object.values(counted)) {
    for (const name of keys.keys()) if (!names.has(name)) keys.delete(name)
  }
}

/** Of one pool. `since`, in ms since 1970: what ended before was counted by the process before. */
export const createStepCounter = (since: number): StepCounter => {
  const counted: Counted = { stage: new Map(), drain: new Map(), reboot: new Map() }
  return {
    look: (updates, count) => {
      for (const update of updates) {
        const { name } = update.metadata
        for (const duration of durationsOf(update)) {
          const { what, key } = duration
          // Times are read only of what is new: thousands of nodes are looked at in every sync.
          if (counted[what].get(name) === key) continue
          counted[what].set(name, key)
          const seconds = secondsOf(duration, since)
          if (seconds !== undefined) count(what, seconds)
        }
      }
      if (counted.reboot.size > updates.length || counted.stage.size > updates.length) forgetAllBut(counted, updates)
    },
  }
}
