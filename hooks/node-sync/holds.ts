import type { Node } from '../api/kubernetes'
import { KEEP_CORDONED_HOLD, NODE_KEEP_CORDONED_ANNOTATION, TO_BE_DELETED_TAINT } from '../api/names'

interface Hold {
  /** The stable word that members and messages carry. */
  readonly word: string
  readonly on: (node: Node) => boolean
}

const tainted =
  (isMeant: (key: string) => boolean) =>
  ({ spec }: Node): boolean =>
    (spec?.taints ?? []).some(({ key }) => isMeant(key))

const annotated =
  (isMeant: (key: string) => boolean) =>
  ({ metadata }: Node): boolean =>
    Object.keys(metadata.annotations ?? {}).some(isMeant)

const is =
  (...keys: ReadonlyArray<string>) =>
  (key: string): boolean =>
    keys.includes(key)

/** What others do to Nodes, in the order of the messages. A plain cordon is no hold: it counts as unavailable. */
const HOLDS: ReadonlyArray<Hold> = [
  // Cluster API deletes the Node of a Machine that goes; before that only a cordon shows, its annotations are on Machines.
  { word: 'BeingDeleted', on: ({ metadata }) => metadata.deletionTimestamp !== undefined },
  // Cluster autoscaler, utils/taints: drained and removed soon. Its DeletionCandidate… taint is only a thought.
  { word: 'ToBeDeletedByAutoscaler', on: tainted(is(TO_BE_DELETED_TAINT)) },
  // Karpenter, apis/v1/taints.go: about to be replaced (the second key until v1.0).
  { word: 'DisruptedByKarpenter', on: tainted(is('karpenter.sh/disrupted', 'karpenter.sh/disruption')) },
  // Kubernetes' well-known taints: an admin says that the machine is off, and pods are removed by force.
  { word: 'OutOfService', on: tainted(is('node.kubernetes.io/out-of-service')) },
  // medik8s node-maintenance-operator, controllers/taint.go; a NodeMaintenance object is there for this Node.
  { word: 'UnderMaintenance', on: tainted(is('medik8s.io/drain')) },
  // kured with --annotate-nodes, while it reboots the node; its lock is on its DaemonSet, where no Node shows it.
  { word: 'RebootingByKured', on: annotated(key => /^(weave\.works|kured\.dev)\/kured-reboot-in-progress$/.test(key)) },
  // kured with --prefer-no-schedule-taint, by the name that its help proposes: it will reboot this node soon.
  { word: 'RebootWantedByKured', on: tainted(key => /^(weave\.works|kured\.dev)\/kured-node-reboot$/.test(key)) },
  { word: KEEP_CORDONED_HOLD, on: annotated(is(NODE_KEEP_CORDONED_ANNOTATION)) },
]

export const HOLD_WORDS: ReadonlyArray<string> = HOLDS.map(({ word }) => word)

/** Why nothing disruptive may start on this Node now, as stable words in a fixed order. */
export const holdsOf = (node: Node): ReadonlyArray<string> => HOLDS.filter(({ on }) => on(node)).map(({ word }) => word)
