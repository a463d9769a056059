import * as E from 'fp-ts/Either'
import type { ControllerSpec } from './controller-spec'
import { isRecord, type KubernetesObject, uidOf } from './kubernetes-object'
import { isEmptySelector, type LabelSelector } from './label-selector'

/** The label that generated selectors select by. */
export const CONTROLLER_UID = 'controller-uid'

/** What selects a composite parent's children: its uid, or its own `spec.selector`, which must not be empty. */
export const childSelector = (spec: ControllerSpec, parent: KubernetesObject): E.Either<string, LabelSelector> => {
  if (spec.generateSelector) return E.right({ matchLabels: { [CONTROLLER_UID]: uidOf(parent) } })
  const parentSpec = parent['spec']
  const selector = (isRecord(parentSpec) ? parentSpec['selector'] : undefined) as LabelSelector | undefined
  return selector === undefined || isEmptySelector(selector)
    ? E.left('.spec.selector must have either matchLabels, matchExpressions, or both')
    : E.right(selector)
}
