import type { Labels } from '../api/label-selector'
import { MEMBER_POOL_LABEL_PREFIX } from '../api/names'
import { poolLabels } from '../api/object-labels'
import { memberPoolLabel, type PoolMember } from '../api/pool-member'

const ownLabels = ({ pool, contenders }: PoolMember): Labels => ({
  ...poolLabels(pool),
  ...Object.fromEntries(contenders.map(name => [memberPoolLabel(name), 'contender'])),
  [memberPoolLabel(pool)]: 'owner',
})

const isOurs = (key: string): boolean => key.startsWith(MEMBER_POOL_LABEL_PREFIX) || key in poolLabels('')

/** The labels of a Node's update: ours as they are to be, and what others put there. Without a pool none is ours. */
export const updateLabels = (member: PoolMember, before: Labels = {}): Labels => {
  const others = Object.fromEntries(Object.entries(before).filter(([key]) => !isOurs(key)))
  return member.pool === '' ? others : { ...others, ...ownLabels(member) }
}
