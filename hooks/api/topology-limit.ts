import * as t from 'io-ts'
import { Count, CountOrPercent } from './quantity'

/** A limit for nodes that share the value of a label, with at least one of its two numbers; `rollout.topologyLimits` of a pool. */
export const TopologyLimit = t.intersection(
  [t.type({ topologyKey: t.string }), t.partial({ maxUnavailable: CountOrPercent, maxDomains: Count })],
  'TopologyLimit',
)
export interface TopologyLimit extends t.TypeOf<typeof TopologyLimit> {}
