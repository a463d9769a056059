import type { LabelSelector } from '../api/label-selector'

type Requirement = NonNullable<LabelSelector['matchExpressions']>[number]

const requirementQuery = ({ key, operator, values = [] }: Requirement): string => {
  switch (operator) {
    case 'In':
      return `${key} in (${values.join(',')})`
    case 'NotIn':
      return `${key} notin (${values.join(',')})`
    case 'Exists':
      return key
    case 'DoesNotExist':
      return `!${key}`
  }
}

/** A LabelSelector as the `labelSelector` parameter of a list. */
export const selectorQuery = ({ matchLabels = {}, matchExpressions = [] }: LabelSelector): string =>
  [
    ...Object.entries(matchLabels).map(([key, value]) => `${key}=${value}`),
    ...matchExpressions.map(requirementQuery),
  ].join(',')
