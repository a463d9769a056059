/** A named difference from the valid minimum that a builder makes. */
export type Change<T> = (object: T) => T

export const changed = <T>(minimum: T, changes: ReadonlyArray<Change<T>>): T =>
  changes.reduce((object, change) => change(object), minimum)
