import * as t from 'io-ts'
import { ObjectMeta } from './kubernetes'
import { LabelSelector } from './label-selector'

export const BootcPoolScopeSpec = t.intersection(
  [t.type({ nodeSelector: LabelSelector }), t.partial({ allNodes: t.boolean })],
  'BootcPoolScopeSpec',
)
export interface BootcPoolScopeSpec extends t.TypeOf<typeof BootcPoolScopeSpec> {}

/** Which Nodes a pool means; named like the pool. It has no status, so nothing echoes to every Node. */
export const BootcPoolScope = t.type({ metadata: ObjectMeta, spec: BootcPoolScopeSpec }, 'BootcPoolScope')
export interface BootcPoolScope extends t.TypeOf<typeof BootcPoolScope> {}
