import type { LabelSelector, Labels } from './label-selector'

/** A Node that can never be a bootc host. */
export interface ForeignNode {
  /** What it is, such as `a Windows node`. */
  readonly what: string
  readonly label: string
  readonly value: string
}

/** By labels alone, so that the Nodes of a pool are counted without them too. */
const FOREIGN: ReadonlyArray<ForeignNode> = [
  // Kubernetes' well-known labels: a kubelet says what Go calls its operating system.
  { what: 'a Windows node', label: 'kubernetes.io/os', value: 'windows' },
  // Amazon EKS: a machine per pod, without DaemonSets and privileged pods; its own aws-node keeps away by this label.
  { what: 'an EKS Fargate node', label: 'eks.amazonaws.com/compute-type', value: 'fargate' },
  // virtual-kubelet, node/nodeutil/controller.go: no machine at all, pods run elsewhere (AKS virtual nodes and others).
  { what: 'a virtual kubelet', label: 'type', value: 'virtual-kubelet' },
]

/** Why a Node with these labels is in no pool, whatever a selector says; undefined when it may be in one. */
export const foreignNode = (labels: Labels): ForeignNode | undefined =>
  FOREIGN.find(({ label, value }) => labels[label] === value)

/** The same selector without the Nodes that can never be hosts. */
export const hostsOf = (selector: LabelSelector): LabelSelector => ({
  ...selector,
  matchExpressions: [
    ...(selector.matchExpressions ?? []),
    ...FOREIGN.map(({ label, value }) => ({ key: label, operator: 'NotIn' as const, values: [value] })),
  ],
})
