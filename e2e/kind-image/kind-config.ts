/** A token that kind gives every cluster, with which kubelets may ask for a certificate (kubeadm's default). */
export const BOOTSTRAP_TOKEN = 'abcdef.0123456789abcdef'

export interface KindWish {
  readonly name: string
  readonly image: string
  /** Of the API server, on 127.0.0.1 of this machine. */
  readonly apiPort: number
  /** Under which machines see this machine. */
  readonly hostAddress: string
}

/** kind's configuration: one control plane, whose API server is known by the address that the machines use. */
export const kindConfig = ({ name, image, apiPort, hostAddress }: KindWish): string =>
  JSON.stringify({
    kind: 'Cluster',
    apiVersion: 'kind.x-k8s.io/v1alpha4',
    name,
    networking: { disableDefaultCNI: true, apiServerAddress: '127.0.0.1', apiServerPort: apiPort },
    kubeadmConfigPatches: [
      // The list replaces kind's own.
      JSON.stringify({
        kind: 'ClusterConfiguration',
        apiServer: { certSANs: ['localhost', '127.0.0.1', hostAddress] },
      }),
      JSON.stringify({ kind: 'KubeletConfiguration', failCgroupV1: false, resolvConf: '/kind/resolv.conf' }),
    ],
    nodes: [{ role: 'control-plane', image }],
  })
