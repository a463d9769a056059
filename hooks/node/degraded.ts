import type { Condition } from '../api/kubernetes'
import type { ObservedNode } from './observed-node'

/** What an agent says of its present order when it cannot go on, or has to try again; a report on an earlier one says nothing. */
export const degradedOf = ({ order, status }: Pick<ObservedNode, 'order' | 'status'>): Condition | undefined =>
  status?.observedOrder === order?.id
    ? status?.conditions?.find(({ type, status: is }) => type === 'Degraded' && is === 'True')
    : undefined
