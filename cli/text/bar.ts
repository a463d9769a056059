import type { Style } from './style'

/** A bar of `cells` characters; full only when everything is done. */
export const bar = (fraction: number, cells: number, { glyphs }: Style): string => {
  const full = fraction >= 1 ? cells : Math.min(cells - 1, Math.floor(Math.max(0, fraction) * cells))
  return glyphs.full.repeat(full) + glyphs.empty.repeat(cells - full)
}
