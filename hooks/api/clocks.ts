/**
 * Whose clock a time is by. Hooks read one clock alone, the API server's (ports/server-clock.ts); by it are the times that
 * the API server and the hooks write themselves: creation and deletion of objects, marks, orders, `readySince`, and
 * `metadata.managedFields[].time`. Those may be compared with each other. The times that kubelets and agents write are by
 * their hosts' clocks, which may be hours off: they are compared among themselves, or bounded by two of the API server's.
 */

/** What is left between two API servers of a cluster, and between one and what hooks know of it, in milliseconds. */
export const CLOCK_SLACK_MS = 5000

/** A foreign time as far as it can be true: between two others, in ms since 1970. Unreadable, it is the first. */
export const between = (from: number, foreign: number, to: number): number =>
  Number.isNaN(foreign) ? from : Math.max(from, Math.min(foreign, to))

/** The later of two times of one clock, as they were written. */
export const later = (a: string, b: string | undefined): string =>
  b !== undefined && Date.parse(b) > Date.parse(a) ? b : a
