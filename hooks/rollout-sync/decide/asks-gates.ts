import type { Observed } from '../observed'
import { mayBeHeldUp } from './may-be-held-up'
import type { Plan } from './plan'

/**
 * Whether `rollout.gates` are asked: only when a node would start otherwise, so that a pool at rest asks nothing. What is
 * repaired starts whatever they say.
 */
export const asksGates = (observed: Observed, { closed, fill }: Plan): boolean =>
  observed.spec.rollout.gates !== undefined && mayBeHeldUp(observed) && closed === undefined && fill.length > 0
