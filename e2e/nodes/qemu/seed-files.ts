import { createHash } from 'node:crypto'
import { API_SERVICE, addressesOf, HOST_ADDRESS, POD_NETWORK } from './network-plan'

/** What makes one machine different from the others. */
export interface NodePlan {
  readonly name: string
  readonly number: number
  /** Numbers of all machines, this one too. */
  readonly numbers: ReadonlyArray<number>
  /** Of the API server and of registries on 127.0.0.1 of this host; the first has the image of a pod's sandbox. */
  readonly apiPort: number
  readonly registryPorts: ReadonlyArray<number>
  /** Hosts in names of images that the first registry has, though nobody here can reach them. */
  readonly mirrored: ReadonlyArray<string>
  /** PEM. */
  readonly ca: string
  readonly access: KubeletAccess
}

/** Text of the kubelet's kubeconfig, or of one with which it may ask for a certificate of its own. */
export type KubeletAccess = { readonly kubeconfig: string } | { readonly bootstrap: string }

/** The label of Nodes that are machines. */
export const MACHINE_LABEL = 'bootc-e2e/machine'

const lines = (...text: ReadonlyArray<string>): string => `${text.join('\n')}\n`

const network = (name: string, ...text: ReadonlyArray<string>): string =>
  lines('[Match]', `Name=${name}`, '', '[Network]', 'LinkLocalAddressing=no', 'IPv6AcceptRA=no', ...text)

const OWN_KUBECONFIG = '/etc/kubernetes/kubelet.kubeconfig'
const BOOTSTRAP_KUBECONFIG = '/etc/kubernetes/bootstrap.kubeconfig'

/** A certificate that it was given is kept over images. */
const accessArguments = (access: KubeletAccess): string =>
  'kubeconfig' in access
    ? `--kubeconfig=${OWN_KUBECONFIG}`
    : `--bootstrap-kubeconfig=${BOOTSTRAP_KUBECONFIG} --kubeconfig=/var/lib/kubelet/kubeconfig`

/** Every machine knows the way to the pods of every other. */
const routes = ({ number, numbers }: NodePlan): ReadonlyArray<string> =>
  numbers
    .filter(other => other !== number)
    .map(addressesOf)
    .flatMap(({ pods, node }) => ['', '[Route]', `Destination=${pods}`, `Gateway=${node}`])

const podNetwork = (pods: string): object => ({
  cniVersion: '1.0.0',
  name: 'pods',
  plugins: [
    {
      type: 'bridge',
      bridge: 'cni0',
      isDefaultGateway: true,
      hairpinMode: true,
      ipam: { type: 'host-local', ranges: [[{ subnet: pods }]], dataDir: '/run/cni' },
    },
    { type: 'portmap', capabilities: { portMappings: true } },
  ],
})

/** A file of registries.conf.d, for registries that speak plain HTTP. */
export const registriesConf = (registries: ReadonlyArray<string>): string =>
  lines(...registries.flatMap(registry => ['[[registry]]', `location = "${registry}"`, 'insecure = true']))

/** They speak plain HTTP, so both pullers must be told. */
const registryFiles = (registries: ReadonlyArray<string>): Readonly<Record<string, string>> => ({
  ...Object.fromEntries(
    registries.map(registry => [
      `/etc/containerd/certs.d/${registry}/hosts.toml`,
      lines(`server = "http://${registry}"`, `[host."http://${registry}"]`, '  capabilities = ["pull", "resolve"]'),
    ]),
  ),
  '/etc/containers/registries.conf.d/e2e.conf': registriesConf(registries),
})

/** containerd asks the registry here whatever host an image's name has; bootc does not. */
const mirrorFiles = (hosts: ReadonlyArray<string>, registry: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    hosts.map(host => [
      `/etc/containerd/certs.d/${host}/hosts.toml`,
      lines(`[host."http://${registry}"]`, '  capabilities = ["pull", "resolve"]'),
    ]),
  )

/** The files of one machine, by absolute path; they are laid over the image at every start. */
export const seedFiles = (plan: NodePlan): Readonly<Record<string, string>> => {
  const { node, pods } = addressesOf(plan.number)
  return {
    '/etc/hostname': lines(plan.name),
    // Without one systemd takes every image for a first boot, and enables what Debian thinks should be.
    '/etc/machine-id': lines(createHash('md5').update(plan.name).digest('hex')),
    '/etc/hosts': lines('127.0.0.1 localhost', `${node} ${plan.name}`),
    '/etc/resolv.conf': lines('nameserver 10.0.2.3'),
    '/etc/fstab': '',
    '/etc/systemd/network/10-world.network': network('eth0', 'Address=10.0.2.15/24', `Gateway=${HOST_ADDRESS}`),
    '/etc/systemd/network/20-nodes.network': `${network('eth1', `Address=${node}/24`)}${lines(...routes(plan))}`,
    '/etc/cni/net.d/10-pods.conflist': `${JSON.stringify(podNetwork(pods))}\n`,
    '/etc/bootc-e2e/node.env': lines(
      `NODE_NAME=${plan.name}`,
      `NODE_IP=${node}`,
      `SERVICE_IP=${API_SERVICE}`,
      `API_SERVER=${HOST_ADDRESS}:${plan.apiPort}`,
      `POD_NETWORK=${POD_NETWORK}`,
      `NODE_LABELS=${MACHINE_LABEL}=yes`,
      `KUBELET_ACCESS=${accessArguments(plan.access)}`,
    ),
    '/etc/kubernetes/ca.crt': plan.ca,
    ...('kubeconfig' in plan.access
      ? { [OWN_KUBECONFIG]: plan.access.kubeconfig }
      : { [BOOTSTRAP_KUBECONFIG]: plan.access.bootstrap }),
    ...registryFiles(plan.registryPorts.map(port => `${HOST_ADDRESS}:${port}`)),
    ...mirrorFiles(plan.mirrored, `${HOST_ADDRESS}:${plan.registryPorts[0]}`),
  }
}
