import type { Workable } from '../observe/situation'

/** In milliseconds. After a connection was cut, the last request of a layer came 30 to 50 s after the first. */
const COMPOSEFS_MS = 180_000

/**
 * After how many milliseconds without progress a pull is ended. On composefs sooner, since bootc hangs there without a word
 * when a connection is cut in a layer (recorded step 444). A pull that stalled gets the whole time at the next try: it may be
 * the host that is slow.
 */
export const stallLimit = (stallMs: number, { host, pause }: Pick<Workable, 'host' | 'pause'>): number =>
  host.status.composefs && pause?.failure.reason !== 'PullStalled' ? Math.min(stallMs, COMPOSEFS_MS) : stallMs
