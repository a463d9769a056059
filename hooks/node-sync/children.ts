import type { BootcPoolMemberSpec } from '../api/bootc-pool-member'
import { memberPoolLabel } from '../api/bootc-pool-member'
import type { DesiredObject } from '../api/metacontroller'
import { API_VERSION } from '../api/names'
import { poolLabels } from '../api/object-labels'

const labelsOf = ({ pool, contenders }: BootcPoolMemberSpec): Readonly<Record<string, string>> => ({
  ...poolLabels(pool),
  ...Object.fromEntries(contenders.map(name => [memberPoolLabel(name), 'contender'])),
  [memberPoolLabel(pool)]: 'owner',
})

/** The member of a Node, named like it. */
export const memberChild = (node: string, spec: BootcPoolMemberSpec): DesiredObject => ({
  apiVersion: API_VERSION,
  kind: 'BootcPoolMember',
  metadata: { name: node, labels: labelsOf(spec) },
  spec,
})
