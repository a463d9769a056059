import type { LabelSelector } from './label-selector'
import { NODE_LABEL_PREFIX } from './names'

/**
 * The first label in a selector of Nodes that the operator itself sets; undefined when there is none. A pool that selects
 * by them changes its own selection, back and forth without end. The CRD refuses it, but not in objects that are older.
 */
export const ownLabelIn = ({ matchLabels = {}, matchExpressions = [] }: LabelSelector): string | undefined =>
  [...Object.keys(matchLabels), ...matchExpressions.map(({ key }) => key)].find(key =>
    key.startsWith(NODE_LABEL_PREFIX),
  )
