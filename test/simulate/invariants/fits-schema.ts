import type { Invariant } from './moment'

/**
 * Whatever hooks and agents write fits the schema of its CRD, sizes, patterns and CEL rules included: the API server
 * refuses a whole object for one text that is too long, and the node then looks silent, or the pool never moves again.
 */
export const fitsItsSchema: Invariant = ({ world }) => world.journal.misfits[0]
