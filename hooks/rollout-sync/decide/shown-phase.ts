import type { ShownPhaseName } from '../../node/phases'
import type { Observed, PhasedNode } from '../observed'

/** Measured against what it goes back to, a node would be UpToDate while it does not run the target of its pool. */
export const shownPhase = (
  { is }: Pick<PhasedNode, 'is'>,
  { direction }: Pick<Observed, 'direction'>,
): ShownPhaseName => (direction === 'previous' && is.phase === 'UpToDate' ? 'RolledBack' : is.phase)
