import type { Observed } from '../observed'
import type { Plan } from './plan'

/**
 * Whether `rollout.gates` are asked: only when a node would start otherwise, so that a pool at rest asks nothing. What goes back
 * or is repaired starts whatever they say: an alert that the image caused must not keep its cure away.
 */
export const asksGates = ({ spec, direction }: Observed, { closed, fill }: Plan): boolean =>
  spec.rollout.gates !== undefined &&
  direction === 'target' &&
  spec.urgent !== true &&
  closed === undefined &&
  fill.length > 0
