import { CRD_TITLE, GROUP } from '../api/names'

/** What the cluster has of our API group. */
export interface GroupKinds {
  /** Title of the schema of the CRD of pools; `missing` when there is no such CRD, undefined when it has none. */
  readonly poolsTitle: string | 'missing' | undefined
  /** Plurals of the kinds that are served. */
  readonly served: ReadonlyArray<string>
}

export const POOLS_CRD = `bootcnodepools.${GROUP}`
/** Kinds of earlier versions of this operator. An upgrade leaves their CRDs, which nothing reads any more. */
const FORMER_KINDS: ReadonlyArray<string> = ['bootcpoolmembers']
const REMEDY = 'docs/migrating.md says how to move from one operator to the other'

/**
 * Why the operator does nothing in this cluster: its API group belongs to another one, which drains and reboots the nodes
 * of the same pools. The Go bootc-operator (github.com/bootc-dev/bootc-operator) has kind BootcNodePool in group
 * node.bootc.dev, version v1alpha1, and beside it BootcNode. `crds`: names of our CRDs. Undefined: the group is ours.
 */
export const otherOperator = ({ poolsTitle, served }: GroupKinds, crds: ReadonlyArray<string>): string | undefined => {
  if (poolsTitle !== 'missing' && poolsTitle !== CRD_TITLE) {
    return `CRD ${POOLS_CRD} is not this operator's, but that of another one such as the Go bootc-operator: ${REMEDY}`
  }
  const others = served
    .filter(plural => !FORMER_KINDS.includes(plural))
    .map(plural => `${plural}.${GROUP}`)
    .filter(name => !crds.includes(name))
  if (others.length === 0) return undefined
  return `another operator of the group ${GROUP}, such as the Go bootc-operator, has CRD ${others.join(', ')} here, and both would reboot the same nodes: ${REMEDY}`
}
