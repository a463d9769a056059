import * as t from 'io-ts'
import { ObjectMeta } from './kubernetes'
import { LabelSelector } from './label-selector'

/** Which Nodes a pool selects. */
export const PoolSelection = t.intersection(
  [t.type({ nodeSelector: LabelSelector }), t.partial({ allNodes: t.boolean })],
  'PoolSelection',
)

/** What of its Nodes a pool's settings look at: keys of labels, and types of conditions. */
export const Reads = t.type({ labels: t.readonlyArray(t.string), conditions: t.readonlyArray(t.string) }, 'Reads')
export interface Reads extends t.TypeOf<typeof Reads> {}

export const BootcPoolScopeSpec = t.intersection([PoolSelection, t.partial({ reads: Reads })], 'BootcPoolScopeSpec')
export interface BootcPoolScopeSpec extends t.TypeOf<typeof BootcPoolScopeSpec> {}

/** Which Nodes a pool means; named like the pool. It has no status, so nothing echoes to every Node. */
export const BootcPoolScope = t.type({ metadata: ObjectMeta, spec: BootcPoolScopeSpec }, 'BootcPoolScope')
export interface BootcPoolScope extends t.TypeOf<typeof BootcPoolScope> {}
