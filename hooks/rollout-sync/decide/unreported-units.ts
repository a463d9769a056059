import type { PhasedNode } from '../observed'

/**
 * Units that `verify` asks for and its agent does not report, as one of an older version never does. Found before the node
 * is drained, and not by a timeout after its reboot.
 */
export const unreportedUnits = ({ target, status }: Pick<PhasedNode, 'target' | 'status'>): ReadonlyArray<string> =>
  (target.verify?.systemdUnits ?? []).filter(name => !(status?.units ?? []).some(({ unit }) => unit === name))
