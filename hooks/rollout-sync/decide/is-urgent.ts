import type { Observed } from '../observed'

/** Whether windows, steps and gates do not hold the target up; a return has none of them anyway. */
export const isUrgent = ({ spec, direction }: Pick<Observed, 'spec' | 'direction'>): boolean =>
  spec.urgent === true && direction === 'target'
