import type { Duplex } from 'node:stream'

/** What comes from the one goes to the other; an error of either ends both. */
export const joinSockets = (one: Duplex, other: Duplex): void => {
  one.pipe(other).pipe(one)
  for (const side of [one, other]) side.on('error', () => [one, other].map(end => end.destroy()))
}
