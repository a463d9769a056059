import type { Style } from './style'

/** Sums of shares of a whole may be off by a bit or two. */
const WHOLE = 1 - 1e-9

/** A bar of `cells` characters; full only when everything is done. `back`: the share that went back, drawn differently. */
export const bar = (done: number, cells: number, { glyphs }: Style, back = 0): string => {
  const cellsOf = (share: number): number =>
    share >= WHOLE ? cells : Math.min(cells - 1, Math.floor(Math.max(0, share) * cells))
  const [full, both] = [cellsOf(done), cellsOf(done + back)]
  return glyphs.full.repeat(full) + glyphs.back.repeat(both - full) + glyphs.empty.repeat(cells - both)
}
