import type { BootcNodeUpdate } from '../../../hooks/api/bootc-node-update'
import type { PoolMember } from '../../../hooks/api/pool-member'
import { auditedCalls } from '../../../install/audit-log'
import { waitFor } from '../../../testbed/control-plane/wait-for'
import type { Lab } from '../../../testbed/lab/lab'
import { applied, KUBECTL_EVERY_MS, kubectl } from './kubectl'
import { PATIENCE_SECONDS } from './views'

/** Pods, budgets and what came of them, for stories about drains. */
export interface PodWish {
  readonly name: string
  readonly node: string
  /** Kind of the controller that it belongs to; none means a bare pod. */
  readonly owner?: 'ReplicaSet' | 'DaemonSet'
  readonly emptyDir?: boolean
  readonly mirror?: boolean
  readonly toleratesCordon?: boolean
}

const json = async <T>(lab: Lab, ...args: ReadonlyArray<string>): Promise<T | undefined> => {
  const stdout = await kubectl(lab, 'get', ...args, '--ignore-not-found', '-o', 'json')
  return stdout === '' ? undefined : (JSON.parse(stdout) as T)
}

/** The controllers are the real ones: they adopt the pod that they find, and put another in its place when it goes. */
const adopt = async (lab: Lab, { name, node, owner }: PodWish): Promise<void> => {
  if (owner === undefined) return
  const labels = { app: name }
  const containers = [{ name: 'app', image: 'registry.example/app:v1' }]
  await applied(lab, {
    apiVersion: 'apps/v1',
    kind: owner,
    metadata: { name, namespace: 'default' },
    spec: {
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers, nodeSelector: { 'kubernetes.io/hostname': node } } },
      ...(owner === 'DaemonSet' ? { updateStrategy: { type: 'OnDelete' } } : {}),
    },
  })
  await waitFor({
    what: `a ${owner} to adopt ${name}`,
    seconds: PATIENCE_SECONDS,
    everyMs: KUBECTL_EVERY_MS,
    look: async () => {
      const pod = await json<{ metadata: { ownerReferences?: ReadonlyArray<object> } }>(
        lab,
        'pod',
        name,
        '-n',
        'default',
      )
      return pod?.metadata.ownerReferences !== undefined || undefined
    },
  })
}

/** Adds a pod and waits until it runs. */
export const addPod = async (lab: Lab, wish: PodWish): Promise<void> => {
  const { name, node, emptyDir = false, mirror = false, toleratesCordon = false } = wish
  await applied(lab, {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: 'default',
      labels: { app: name },
      annotations: mirror ? { 'kubernetes.io/config.mirror': 'x' } : {},
    },
    spec: {
      nodeName: node,
      automountServiceAccountToken: false,
      terminationGracePeriodSeconds: 1,
      containers: [{ name: 'app', image: 'registry.example/app:v1' }],
      ...(emptyDir ? { volumes: [{ name: 'data', emptyDir: {} }] } : {}),
      ...(toleratesCordon ? { tolerations: [{ operator: 'Exists' }] } : {}),
    },
  })
  await kubectl(lab, 'wait', '--for=condition=Ready', '--timeout=60s', 'pod', name, '-n', 'default')
  await adopt(lab, wish)
}

/** A Job of one pod on the node, with that label; answers the name of its pod once it runs. */
export const addJob = async (
  lab: Lab,
  {
    name,
    node,
    labels,
  }: { readonly name: string; readonly node: string; readonly labels: Readonly<Record<string, string>> },
): Promise<string> => {
  const containers = [{ name: 'work', image: 'registry.example/work:v1' }]
  await applied(lab, {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name, namespace: 'default' },
    spec: {
      template: {
        metadata: { labels },
        spec: { nodeName: node, restartPolicy: 'Never', automountServiceAccountToken: false, containers },
      },
    },
  })
  return waitFor({
    what: `the pod of Job ${name} to run`,
    seconds: PATIENCE_SECONDS,
    everyMs: KUBECTL_EVERY_MS,
    look: async () => {
      const found = await json<PodsAnswer>(lab, 'pods', '-n', 'default', '-l', `job-name=${name}`)
      const [pod] = found?.items ?? []
      return pod?.status?.phase === 'Running' ? pod.metadata.name : undefined
    },
  })
}

interface PodsAnswer {
  readonly items: ReadonlyArray<{
    readonly metadata: { readonly name: string }
    readonly status?: { readonly phase?: string }
  }>
}

/** What the kubelet writes when the containers of a pod have done their work. */
export const finishPod = async (lab: Lab, pod: string): Promise<void> => {
  const patch = ['--subresource=status', '--type=merge', '-p', '{"status":{"phase":"Succeeded"}}']
  await kubectl(lab, 'patch', 'pod', pod, '-n', 'default', ...patch)
}

interface BudgetAnswer {
  readonly metadata: { readonly generation: number }
  readonly status?: {
    readonly observedGeneration?: number
    readonly currentHealthy?: number
    readonly disruptionsAllowed?: number
  }
}

/** A budget that lets none of one pod's kind go; its status is there when this resolves. */
export const protectPod = async (lab: Lab, pod: string): Promise<void> => {
  await applied(lab, {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: `${pod}-budget`, namespace: 'default' },
    spec: { minAvailable: 1, selector: { matchLabels: { app: pod } } },
  })
  await waitFor({
    what: `the budget of ${pod} to count it`,
    seconds: PATIENCE_SECONDS,
    everyMs: KUBECTL_EVERY_MS,
    look: async () => {
      const { metadata, status } = (await json<BudgetAnswer>(lab, 'pdb', `${pod}-budget`, '-n', 'default')) ?? {}
      const isSeen = status?.observedGeneration === metadata?.generation
      return (isSeen && status?.currentHealthy === 1 && status.disruptionsAllowed === 0) || undefined
    },
  })
}

export const relax = async (lab: Lab, pod: string): Promise<void> => {
  const patch = ['--type=merge', '-p', '{"spec":{"minAvailable":0}}']
  await kubectl(lab, 'patch', 'pdb', `${pod}-budget`, '-n', 'default', ...patch)
}

/** Names of the pods of `names` that are there, and not on their way out. */
export const podsLeft = async (lab: Lab, ...names: ReadonlyArray<string>): Promise<ReadonlyArray<string>> => {
  const list = await json<{ items: ReadonlyArray<{ metadata: { name: string; deletionTimestamp?: string } }> }>(
    lab,
    'pods',
    '-n',
    'default',
  )
  return (list?.items ?? [])
    .filter(({ metadata }) => names.includes(metadata.name) && metadata.deletionTimestamp === undefined)
    .map(({ metadata }) => metadata.name)
    .sort()
}

export const memberOf = async (lab: Lab, node: string): Promise<PoolMember | undefined> =>
  (await json<BootcNodeUpdate>(lab, 'bnu', node))?.spec.node

export const untilDrain = (lab: Lab, node: string, state: string): Promise<PoolMember> =>
  waitFor({
    what: `the drain of ${node} to be ${state}`,
    seconds: PATIENCE_SECONDS,
    everyMs: KUBECTL_EVERY_MS,
    look: async () => {
      const member = await memberOf(lab, node)
      return member?.drain?.state === state ? member : undefined
    },
  })

interface NodeAnswer {
  readonly metadata: { readonly uid: string; readonly labels?: object; readonly annotations?: object }
  readonly spec: { readonly unschedulable?: boolean }
}

/** What an admin sees of a Node: whether it is cordoned, and any mark on it. */
export const nodeState = async (lab: Lab, name: string) => {
  const node = await json<NodeAnswer>(lab, 'node', name)
  const keys = [...Object.keys(node?.metadata.labels ?? {}), ...Object.keys(node?.metadata.annotations ?? {})]
  return {
    uid: node?.metadata.uid,
    cordoned: node?.spec.unschedulable === true,
    marked: keys.some(key => key.endsWith('/slot')),
  }
}

/** Waits for an event about a Node and answers its messages, oldest first. */
export const untilTold = (lab: Lab, node: string, reason: string): Promise<ReadonlyArray<string>> =>
  waitFor({
    what: `an event ${reason} of ${node}`,
    seconds: PATIENCE_SECONDS,
    everyMs: KUBECTL_EVERY_MS,
    look: async () => {
      const selector = `--field-selector=involvedObject.name=${node},reason=${reason}`
      const list = await json<{ items: ReadonlyArray<{ message: string }> }>(lab, 'events', '-n', 'default', selector)
      const messages = (list?.items ?? []).map(({ message }) => message)
      return messages.length > 0 ? messages : undefined
    },
  })

/** How often the API server was asked to evict a pod. */
export const evictionsOf = async ({ controlPlane }: Lab, pod: string): Promise<number> =>
  (await auditedCalls(controlPlane.auditLog, '')).filter(
    ({ verb, objectRef }) => verb === 'create' && objectRef?.subresource === 'eviction' && objectRef.name === pod,
  ).length
