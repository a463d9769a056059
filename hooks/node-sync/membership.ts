import type { BootcPoolScope } from '../api/bootc-pool-scope'
import { foreignNode } from '../api/foreign-node'
import type { Node } from '../api/kubernetes'
import { isEmptySelector, selectorMatches } from '../api/label-selector'
import { NODE_POOL_LABEL } from '../api/names'
import { ownLabelIn } from '../api/own-labels'

/** The pool that a Node belongs to, and every pool that claims it when there are several. */
export interface Membership {
  readonly pool: string
  readonly contenders: ReadonlyArray<string>
}

const claims = (scope: BootcPoolScope, node: Node): boolean =>
  scope.metadata.deletionTimestamp === undefined &&
  ownLabelIn(scope.spec.nodeSelector) === undefined &&
  (isEmptySelector(scope.spec.nodeSelector)
    ? scope.spec.allNodes === true
    : selectorMatches(scope.spec.nodeSelector, node.metadata.labels ?? {}))

const olderFirst = (a: BootcPoolScope, b: BootcPoolScope): number => {
  const [x, y] = [a, b].map(({ metadata }) => `${metadata.creationTimestamp ?? ''} ${metadata.name}`)
  return (x ?? '') < (y ?? '') ? -1 : 1
}

/** Every pool whose selector matches, the oldest first. */
export const poolsSelecting = (node: Node, scopes: ReadonlyArray<BootcPoolScope>): ReadonlyArray<string> =>
  scopes
    .filter(scope => claims(scope, node))
    .sort(olderFirst)
    .map(({ metadata }) => metadata.name)

/** Of several pools the present owner keeps the Node, else the oldest pool gets it: a new pool never steals a Node. */
export const membershipOf = (node: Node, scopes: ReadonlyArray<BootcPoolScope>): Membership | undefined => {
  const labels = node.metadata.labels ?? {}
  if (foreignNode(labels) !== undefined) return undefined
  const names = poolsSelecting(node, scopes)
  const owner = labels[NODE_POOL_LABEL]
  const pool = owner !== undefined && names.includes(owner) ? owner : names[0]
  return pool === undefined ? undefined : { pool, contenders: names.length > 1 ? [...names].sort() : [] }
}
