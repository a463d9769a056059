import { digestOf } from '../registry'

export interface NodeOptions {
  readonly name: string
  readonly labels?: Readonly<Record<string, string>>
  readonly annotations?: Readonly<Record<string, string>>
  readonly taints?: ReadonlyArray<{ readonly key: string; readonly value?: string; readonly effect: string }>
  /** As OCI and Kubernetes name it; default amd64. */
  readonly architecture?: string
  /** Length of status.images, which makes most of a real Node's size; kubelets list 50 at most. Default 0. */
  readonly images?: number
}

export interface Readiness {
  readonly status: 'True' | 'False' | 'Unknown'
  readonly reason: string
  readonly message: string
  /** RFC 3339, seconds. */
  readonly since: string
}

export const readinesses = {
  ready: { status: 'True', reason: 'KubeletReady', message: 'kubelet is posting ready status' },
  shuttingDown: { status: 'False', reason: 'KubeletNotReady', message: 'node is shutting down' },
  broken: {
    status: 'False',
    reason: 'KubeletNotReady',
    message: 'container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady',
  },
  /** Set by the node lifecycle controller in a real cluster, once a kubelet is silent for 40 s. */
  silent: { status: 'Unknown', reason: 'NodeStatusUnknown', message: 'Kubelet stopped posting node status.' },
} as const

/** RFC 3339 in whole seconds, as Kubernetes writes metav1.Time. */
export const secondsOf = (date: Date): string => date.toISOString().replace(/\.\d+Z$/, 'Z')

export const newNode = ({ name, labels, annotations, taints, architecture = 'amd64' }: NodeOptions) => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: {
    name,
    labels: {
      'kubernetes.io/hostname': name,
      'kubernetes.io/os': 'linux',
      'kubernetes.io/arch': architecture,
      'beta.kubernetes.io/os': 'linux',
      'beta.kubernetes.io/arch': architecture,
      ...labels,
    },
    annotations: { 'volumes.kubernetes.io/controller-managed-attach-detach': 'true', ...annotations },
  },
  spec: taints === undefined ? {} : { taints: [...taints] },
})

const pressure = (type: string, what: string, now: string, since: string) => ({
  type,
  status: 'False',
  reason: `KubeletHasSufficient${what}`,
  message: `kubelet has sufficient ${what} available`,
  lastHeartbeatTime: now,
  lastTransitionTime: since,
})

export interface NodeFacts {
  readonly node: NodeOptions
  readonly bootId: string
  readonly readiness: Readiness
  readonly registeredAt: string
}

/** Conditions alone: what changes when a Node becomes ready or not. */
export const conditionsOf = ({ readiness, registeredAt }: NodeFacts, now: string) => [
  pressure('MemoryPressure', 'Memory', now, registeredAt),
  pressure('DiskPressure', 'Disk', now, registeredAt),
  pressure('PIDPressure', 'PID', now, registeredAt),
  {
    type: 'Ready',
    status: readiness.status,
    reason: readiness.reason,
    message: readiness.message,
    lastHeartbeatTime: now,
    lastTransitionTime: readiness.since,
  },
]

const imagesOf = ({ name, images = 0 }: NodeOptions) =>
  Array.from({ length: images }, (_, at) => ({
    names: [`registry.example/app-${at}@${digestOf(`${name}/app-${at}`)}`, `registry.example/app-${at}:v1.${at}.0`],
    sizeBytes: 20_000_000 + at * 1_048_576,
  }))

const RESOURCES = { cpu: '4', memory: '16Gi', 'ephemeral-storage': '100Gi', pods: '110' }

/** The whole status, as a kubelet sends it at its start. */
export const nodeStatus = (facts: NodeFacts, now: string) => ({
  capacity: RESOURCES,
  allocatable: { ...RESOURCES, memory: '15Gi' },
  conditions: conditionsOf(facts, now),
  addresses: [
    { type: 'InternalIP', address: '127.0.0.1' },
    { type: 'Hostname', address: facts.node.name },
  ],
  daemonEndpoints: { kubeletEndpoint: { Port: 10250 } },
  images: imagesOf(facts.node),
  nodeInfo: {
    machineID: digestOf(`machine ${facts.node.name}`).slice(7, 39),
    systemUUID: digestOf(`system ${facts.node.name}`).slice(7, 39),
    bootID: facts.bootId,
    kernelVersion: '6.12.0-simulated',
    osImage: 'Simulated Linux',
    containerRuntimeVersion: 'containerd://2.1.0',
    kubeletVersion: 'v1.36.0',
    kubeProxyVersion: '',
    operatingSystem: 'linux',
    architecture: facts.node.architecture ?? 'amd64',
  },
})
