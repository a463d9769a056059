import type { KubernetesObject } from './kubernetes-object'
import { type LabelSelector, matchesSelector } from './label-selector'

/** One rule of a customize answer; `resource` is the plural. */
export interface RelatedRule {
  readonly apiVersion: string
  readonly resource: string
  readonly labelSelector?: LabelSelector
  readonly namespace?: string
  readonly namespaceSelector?: LabelSelector
  readonly names?: ReadonlyArray<string>
}

/** Why a rule cannot be followed; undefined when it can. */
export const ruleProblem = ({ labelSelector, namespaceSelector, names = [] }: RelatedRule): string | undefined => {
  if (names.length > 0 && (labelSelector !== undefined || namespaceSelector !== undefined)) {
    return 'related rule cannot have both names and a selector'
  }
  // The real one can; our hooks never ask for it.
  return namespaceSelector === undefined ? undefined : 'this test driver does not play namespaceSelector'
}

/** Whether an object of the rule's own kind is meant by it. */
export const matchesRule = (rule: RelatedRule, { metadata }: KubernetesObject): boolean => {
  const { namespace = '', names = [] } = rule
  if (namespace !== '' && metadata.namespace !== undefined && metadata.namespace !== namespace) return false
  if (names.length > 0) return names.includes(metadata.name)
  return matchesSelector(rule.labelSelector, metadata.labels)
}
