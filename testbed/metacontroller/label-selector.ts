type Labels = Readonly<Record<string, string>>

export interface Requirement {
  readonly key: string
  readonly operator: string
  readonly values?: ReadonlyArray<string>
}

/** `metav1.LabelSelector`; also used for annotations, with the same meaning. */
export interface LabelSelector {
  readonly matchLabels?: Labels
  readonly matchExpressions?: ReadonlyArray<Requirement>
}

export const isEmptySelector = ({ matchLabels, matchExpressions }: LabelSelector): boolean =>
  Object.keys(matchLabels ?? {}).length === 0 && (matchExpressions ?? []).length === 0

/** NotIn and DoesNotExist also match objects that lack the label, as in Kubernetes. Throws on an unknown operator. */
const meets = (labels: Labels, { key, operator, values = [] }: Requirement): boolean => {
  const value = labels[key]
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value)
    case 'NotIn':
      return value === undefined || !values.includes(value)
    case 'Exists':
      return value !== undefined
    case 'DoesNotExist':
      return value === undefined
    default:
      throw new Error(`label selector: "${operator}" is not a valid operator, use In, NotIn, Exists or DoesNotExist`)
  }
}

/** Whether the labels satisfy every part of the selector; no selector, like an empty one, matches everything. */
export const matchesSelector = (selector: LabelSelector | undefined, labels: Labels | undefined): boolean =>
  Object.entries(selector?.matchLabels ?? {}).every(([key, value]) => labels?.[key] === value) &&
  (selector?.matchExpressions ?? []).every(requirement => meets(labels ?? {}, requirement))
