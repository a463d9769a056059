import * as E from 'fp-ts/Either'
import { isSame } from '../../hooks/api/is-same'
import { readUnitStates, type SeenUnit } from '../host/unit-states'
import type { Host } from '../ports'

/** A unit that the order asks for. `changedAt`: when it was first seen so, where this process saw it otherwise before. */
export interface WatchedUnit extends Pick<SeenUnit, 'unit' | 'state'> {
  readonly changedAt?: Date
}

/** The units of the host that an order asks for, and how they were when they were observed last. */
export interface UnitWatch {
  /** From now on these, observed at once if they are others than before. */
  readonly ask: (units: ReadonlyArray<string>) => Promise<void>
  /** Undefined when none is asked for, or none could be observed yet. */
  readonly states: () => ReadonlyArray<WatchedUnit> | undefined
  /** Observes them if that is due; whether one of them is another way than before. */
  readonly hasChanged: () => Promise<boolean>
}

/**
 * Between two observations of units that are all active, and have been for CALM_AFTER_MS, in milliseconds. Until then it is
 * a call's own pace: a unit that fails while its node is being verified must not be missed.
 */
const CALM_MS = 60_000
const CALM_AFTER_MS = 600_000

/** Calls of `hasChanged` come every few seconds, and never at the same time as `ask`'s do any harm: the later one wins. */
export const createUnitWatch = (host: Host, now: () => Date): UnitWatch => {
  let asked: ReadonlyArray<string> = []
  let seen: ReadonlyArray<SeenUnit & WatchedUnit> = []
  let dueAt = 0
  let changedAt = 0

  const observe = async (): Promise<boolean> => {
    const units = asked
    const read = await readUnitStates(host, units)
    // Another order came meanwhile.
    if (units !== asked || E.isLeft(read)) return false
    const at = now()
    const before = new Map(seen.map(known => [known.unit, known]))
    const next = read.right.map(unit => {
      const known = before.get(unit.unit)
      // A unit that failed and was started between two observations is active both times.
      const isOther = known !== undefined && (known.state !== unit.state || known.entered !== unit.entered)
      return { ...unit, changedAt: isOther ? at : known?.changedAt }
    })
    const isChanged = !isSame(seen, next)
    seen = next
    if (isChanged) changedAt = at.getTime()
    const isCalm = next.every(({ state }) => state === 'active') && at.getTime() - changedAt >= CALM_AFTER_MS
    dueAt = isCalm ? at.getTime() + CALM_MS : 0
    return isChanged
  }
  /** A clock that was set back must not make it rest for longer. */
  const isDue = (): boolean => {
    const left = dueAt - now().getTime()
    return left <= 0 || left > CALM_MS
  }
  return {
    ask: async units => {
      if (isSame(asked, units)) return
      asked = units
      seen = seen.filter(({ unit }) => units.includes(unit))
      if (units.length > 0) await observe()
    },
    states: () => (asked.length === 0 || seen.length !== asked.length ? undefined : seen),
    hasChanged: async () => asked.length > 0 && isDue() && (await observe()),
  }
}
