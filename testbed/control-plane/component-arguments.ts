import type { Credentials } from './credentials'

const SERVICE_ACCOUNT_ISSUER = 'https://kubernetes.default.svc.cluster.local'

// Port 0 lets the kernel choose: etcd says in its log which one it got, so no other process can be faster.
const ANY_PORT = 'http://127.0.0.1:0'

/** Arguments of an etcd whose data need not survive a power loss. */
export const etcdArguments = (dataDir: string): ReadonlyArray<string> => [
  `--data-dir=${dataDir}`,
  `--listen-client-urls=${ANY_PORT}`,
  `--advertise-client-urls=${ANY_PORT}`,
  `--listen-peer-urls=${ANY_PORT}`,
  `--initial-advertise-peer-urls=${ANY_PORT}`,
  `--initial-cluster=default=${ANY_PORT}`,
  '--unsafe-no-fsync',
  // The gateway would dial the advertised port 0 for ever.
  '--enable-grpc-gateway=false',
]

/** Machines with real kubelets that join, and see this host under an address of their own network. */
export interface Machines {
  /** Where the machines reach what listens on 127.0.0.1 here. */
  readonly hostAddress: string
  /** Their Nodes' names: each gets a token of that node's user. */
  readonly nodes: ReadonlyArray<string>
  /** Socket of an HTTP CONNECT proxy to the kubelets, whose addresses nobody here has a route to. */
  readonly kubeletProxy: string
}

export interface ApiServer {
  readonly etcdUrl: string
  readonly port: number
  readonly credentials: Credentials
  readonly auditLog: string
  /** File that says how kubelets are reached; only with machines. */
  readonly egressFile?: string
  readonly machines?: Machines
  /** PEM file of the authority whose certificates name users. */
  readonly clientCaFile?: string
}

const FOR_SIMULATED_NODES = [
  '--advertise-address=127.0.0.1',
  // A loopback address may not be an endpoint of the kubernetes Service, and no pod needs it here.
  '--endpoint-reconciler-type=none',
  // It taints each new Node until the node lifecycle controller sees its heartbeats, and that one is off (see below).
  '--disable-admission-plugins=TaintNodesByCondition',
]

/** The advertised address gets into the certificate, beside the one that is listened on. */
const forMachines = ({ hostAddress }: Machines, egressFile = ''): ReadonlyArray<string> => [
  `--advertise-address=${hostAddress}`,
  '--kubelet-preferred-address-types=InternalIP',
  ...(egressFile === '' ? [] : [`--egress-selector-config-file=${egressFile}`]),
]

/** Every connection to a node goes through the proxy that listens on the socket. */
export const egressConfiguration = (socket: string): object => ({
  apiVersion: 'apiserver.k8s.io/v1beta1',
  kind: 'EgressSelectorConfiguration',
  egressSelections: [
    {
      name: 'cluster',
      connection: { proxyProtocol: 'HTTPConnect', transport: { uds: { udsName: socket } } },
    },
  ],
})

/** Arguments of a kube-apiserver that makes its serving certificate itself, in the folder of the credentials. */
export const apiServerArguments = ({
  etcdUrl,
  port,
  credentials,
  auditLog,
  egressFile,
  machines,
  clientCaFile,
}: ApiServer): ReadonlyArray<string> => [
  `--etcd-servers=${etcdUrl}`,
  '--bind-address=127.0.0.1',
  ...(machines === undefined ? FOR_SIMULATED_NODES : forMachines(machines, egressFile)),
  `--secure-port=${port}`,
  `--cert-dir=${credentials.folder}`,
  `--token-auth-file=${credentials.tokenFile}`,
  ...(clientCaFile === undefined ? [] : [`--client-ca-file=${clientCaFile}`]),
  `--service-account-issuer=${SERVICE_ACCOUNT_ISSUER}`,
  `--service-account-signing-key-file=${credentials.signingKeyFile}`,
  `--service-account-key-file=${credentials.verifyingKeyFile}`,
  '--service-cluster-ip-range=10.96.0.0/16',
  '--authorization-mode=Node,RBAC',
  '--enable-admission-plugins=NodeRestriction',
  '--allow-privileged=true',
  `--audit-policy-file=${credentials.auditPolicyFile}`,
  `--audit-log-path=${auditLog}`,
  '--audit-log-maxsize=0',
]

/**
 * The controllers that run. Not among them is node-lifecycle-controller: it sets Nodes without heartbeats NotReady and
 * taints them, while simulated kubelets say themselves whether their Node is Ready. The pod garbage collector is off too.
 */
export const CONTROLLERS: ReadonlyArray<string> = [
  'garbage-collector-controller',
  'namespace-controller',
  'serviceaccount-controller',
  'serviceaccount-token-controller',
  'root-ca-certificate-publisher-controller',
  'clusterrole-aggregation-controller',
  'validatingadmissionpolicy-status-controller',
  'daemonset-controller',
  'deployment-controller',
  'replicaset-controller',
  'job-controller',
  'disruption-controller',
  // Without it a ResourceQuota has no status, and pods that it covers are refused.
  'resourcequota-controller',
]

/** What real machines need besides: their Nodes go NotReady by themselves, and their pods get endpoints. */
const MACHINE_CONTROLLERS = [
  'node-lifecycle-controller',
  'taint-eviction-controller',
  'pod-garbage-collector-controller',
  'endpointslice-controller',
]

/** The controllers for this kind of nodes, but for those that somebody has no use for. */
export const controllersFor = (
  machines: Machines | undefined,
  without: ReadonlyArray<string> = [],
): ReadonlyArray<string> => {
  const all = machines === undefined ? CONTROLLERS : [...CONTROLLERS, ...MACHINE_CONTROLLERS]
  return all.filter(controller => !without.includes(controller))
}

// Fast clients, no leader to elect among one, no port of their own.
const CLIENT_ARGUMENTS = [
  '--kube-api-qps=200',
  '--kube-api-burst=400',
  '--leader-elect=false',
  '--secure-port=0',
  '-v=2',
]

/** Arguments of the kube-controller-manager, each controller under its own service account as in a real cluster. */
export const controllerManagerArguments = (
  kubeconfig: string,
  credentials: Credentials,
  controllers = CONTROLLERS,
): ReadonlyArray<string> => [
  `--kubeconfig=${kubeconfig}`,
  `--controllers=${controllers.join(',')}`,
  '--use-service-account-credentials=true',
  `--service-account-private-key-file=${credentials.signingKeyFile}`,
  `--root-ca-file=${credentials.caFile}`,
  ...CLIENT_ARGUMENTS,
]

export const schedulerArguments = (kubeconfig: string): ReadonlyArray<string> => [
  `--kubeconfig=${kubeconfig}`,
  ...CLIENT_ARGUMENTS,
]
