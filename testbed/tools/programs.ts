/** A program that is built from the module in this folder. */
export interface Program {
  readonly name: string
  readonly goPackage: string
  /** Roughly how long the first build takes on two cores; shown to whoever waits. */
  readonly minutes: number
}

export type ProgramName = 'etcd' | 'kube-apiserver' | 'kube-controller-manager' | 'kube-scheduler' | 'kubectl'

/** What a machine needs to be a node, beside Debian packages. */
export const kubelet: Program & { readonly name: 'kubelet' } = {
  name: 'kubelet',
  goPackage: 'k8s.io/kubernetes/cmd/kubelet',
  minutes: 2,
}

/** What kind starts a control plane with. */
export const kubeadm: Program & { readonly name: 'kubeadm' } = {
  name: 'kubeadm',
  goPackage: 'k8s.io/kubernetes/cmd/kubeadm',
  minutes: 2,
}

/**
 * What a control plane needs. The order is the order of building: what is compiled for one program is reused for the next.
 * Every goPackage must be imported in tools.go too, else go.mod and go.sum would not pin it.
 */
export const controlPlanePrograms: ReadonlyArray<Program & { readonly name: ProgramName }> = [
  { name: 'kubectl', goPackage: 'k8s.io/kubernetes/cmd/kubectl', minutes: 1 },
  { name: 'kube-apiserver', goPackage: 'k8s.io/kubernetes/cmd/kube-apiserver', minutes: 2 },
  { name: 'kube-controller-manager', goPackage: 'k8s.io/kubernetes/cmd/kube-controller-manager', minutes: 1 },
  { name: 'kube-scheduler', goPackage: 'k8s.io/kubernetes/cmd/kube-scheduler', minutes: 1 },
  { name: 'etcd', goPackage: 'go.etcd.io/etcd/server/v3', minutes: 1 },
]
