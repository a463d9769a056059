import { DRAWN_NODE_PHASES, DRAWN_POOL_PHASES } from '../phases'

/** The rules of the page that name phases: what each is coloured with, and what a pressed legend leaves alone. */
export const phaseCss = (): string =>
  [
    ...Object.entries({ ...DRAWN_POOL_PHASES, ...DRAWN_NODE_PHASES }).map(
      ([phase, { tint }]) => `[data-phase="${phase}"]{--phase:${tint}}`,
    ),
    ...Object.keys(DRAWN_NODE_PHASES).map(
      phase => `.grid[data-only="${phase}"] .cell:not([data-phase="${phase}"]){opacity:.15}`,
    ),
  ].join('')
