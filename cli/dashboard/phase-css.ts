import { NODE, POOL } from '../phases'

/** The rules of the page that name phases: what each is coloured with, and what a pressed legend leaves alone. */
export const phaseCss = (): string =>
  [
    ...Object.entries({ ...POOL, ...NODE }).map(([phase, { tint }]) => `[data-phase="${phase}"]{--phase:${tint}}`),
    ...Object.keys(NODE).map(phase => `.grid[data-only="${phase}"] .cell:not([data-phase="${phase}"]){opacity:.15}`),
  ].join('')
