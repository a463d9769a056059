import assert from 'node:assert/strict'
import { waitFor } from '../../testbed/control-plane/wait-for'
import { MACHINE_LABEL } from '../nodes/qemu/seed-files'
import type { Cluster } from '../providers/cluster'
import { applyObject, LOOK_EVERY_MS, read } from './cluster-facts'

const LABELS = { app: 'web' }

export interface WebPod {
  readonly name: string
  readonly uid: string
  readonly node: string
  readonly ip: string
  /** Id of its one container. */
  readonly container: string
}

interface RawPods {
  readonly items: ReadonlyArray<{
    readonly metadata: { readonly name: string; readonly uid: string; readonly deletionTimestamp?: string }
    readonly spec: { readonly nodeName?: string }
    readonly status: {
      readonly podIP?: string
      readonly containerStatuses?: ReadonlyArray<{ readonly containerID?: string }>
      readonly conditions?: ReadonlyArray<{ readonly type: string; readonly status: string }>
    }
  }>
}

/** An emulated machine may be slow to ask, which is no reason to say that a pod does not serve. */
const PROBE = { httpGet: { path: '/', port: 8080 }, periodSeconds: 5, timeoutSeconds: 30, failureThreshold: 5 }

const deployment = (image: string, replicas: number): object => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'default' },
  spec: {
    replicas,
    selector: { matchLabels: LABELS },
    template: {
      metadata: { labels: LABELS },
      spec: {
        nodeSelector: { [MACHINE_LABEL]: 'yes' },
        terminationGracePeriodSeconds: 1,
        containers: [{ name: 'web', image, readinessProbe: PROBE }],
        topologySpreadConstraints: [
          {
            maxSkew: 1,
            topologyKey: 'kubernetes.io/hostname',
            whenUnsatisfiable: 'ScheduleAnyway',
            labelSelector: { matchLabels: LABELS },
          },
        ],
      },
    },
  },
})

/** So many of the web pods must stay. */
const budget = (minAvailable: number): object => ({
  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  metadata: { name: 'web', namespace: 'default' },
  spec: { minAvailable, selector: { matchLabels: LABELS } },
})

export const readWebPods = async (cluster: Cluster): Promise<ReadonlyArray<WebPod>> => {
  const { items } = await read<RawPods>(cluster, 'pods', '--namespace=default', '--selector=app=web')
  return items
    .filter(({ metadata, status }) => {
      const ready = status.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True')
      return ready === true && metadata.deletionTimestamp === undefined
    })
    .map(({ metadata, spec, status }) => ({
      name: metadata.name,
      uid: metadata.uid,
      node: spec.nodeName ?? '',
      ip: status.podIP ?? '',
      container: status.containerStatuses?.[0]?.containerID?.replace('containerd://', '') ?? '',
    }))
}

export const untilWebPods = (cluster: Cluster, count: number): Promise<ReadonlyArray<WebPod>> =>
  waitFor({
    what: `${count} web pods to be Ready`,
    seconds: 900,
    everyMs: LOOK_EVERY_MS,
    look: async () => {
      const pods = await readWebPods(cluster)
      return pods.length === count ? pods : undefined
    },
  })

export const keepWebPods = (cluster: Cluster, minAvailable: number): Promise<void> =>
  applyObject(cluster, budget(minAvailable))

/** Two pods, of which one must stay. Resolves when both serve. */
export const deployWeb = async (cluster: Cluster): Promise<ReadonlyArray<WebPod>> => {
  await applyObject(cluster, deployment(cluster.workload, 2))
  await keepWebPods(cluster, 1)
  return untilWebPods(cluster, 2)
}

/** The same, on different nodes wherever earlier ones have moved to. */
export const deployWebAnew = async (cluster: Cluster): Promise<ReadonlyArray<WebPod>> => {
  await cluster.kubectl('delete', 'deployment/web', '--namespace=default', '--ignore-not-found', '--cascade=foreground')
  return deployWeb(cluster)
}

const PORT = 8080
const SECONDS = '20'

/** Hosts have neither wget nor curl in common, whose bootc it may be. */
const ASK = `exec 3<>"/dev/tcp/$1/${PORT}" && printf 'GET / HTTP/1.0\\r\\n\\r\\n' >&3 && cat <&3`
const askFromHost = ({ ip }: WebPod): ReadonlyArray<string> => ['timeout', SECONDS, 'bash', '-c', ASK, 'ask', ip]
const bodyOf = (answer: string): string => answer.replace(/^.*?\r?\n\r?\n/s, '').trim()

const askFromPod = ({ ip }: WebPod): ReadonlyArray<string> => [
  'wget',
  '-q',
  '-T',
  SECONDS,
  '-O',
  '-',
  `http://${ip}:${PORT}/`,
]

/** Every machine fetches a page from every pod: over the network of pods, and between the machines where it must. */
export const assertPodNetwork = async (cluster: Cluster): Promise<void> => {
  const pods = await readWebPods(cluster)
  for (const { name: from } of cluster.machines.all) {
    for (const pod of pods) {
      const { stdout, stderr } = await cluster.machines.get(from).run(askFromHost(pod))
      assert.equal(bodyOf(stdout), pod.name, `${from} asked the pod on ${pod.node} at ${pod.ip}: ${stdout}${stderr}`)
    }
  }
  await assertPodToPod(cluster, pods)
}

/** From inside the pods; through the machines, since not every control plane has a way to their kubelets. */
const assertPodToPod = async ({ machines }: Cluster, pods: ReadonlyArray<WebPod>): Promise<void> => {
  for (const from of pods) {
    for (const to of pods.filter(({ name }) => name !== from.name)) {
      const enter = ['ctr', '--namespace=k8s.io', 'tasks', 'exec', `--exec-id=ask-${to.uid}`, from.container]
      const said = await machines.get(from.node).run([...enter, ...askFromPod(to)])
      assert.equal(said.stdout.trim(), to.name, `pod on ${from.node} to pod on ${to.node}: ${said.stderr}`)
    }
  }
}
