import { setTimeout as sleep } from 'node:timers/promises'
import { CoreV1Api, type KubeConfig, type V1Pod } from '@kubernetes/client-node'
import { insist, kubeletApi } from '../../testbed/hosts/kubelet/kubelet-api'
import { podWork } from '../../testbed/hosts/kubelet/pod-status'
import { watchPods } from '../../testbed/hosts/kubelet/pod-watch'
import { inBatches } from './in-batches'

export interface PodsOptions {
  readonly nodes: ReadonlyArray<string>
  readonly perNode: number
  /** How long each pod takes to end once it was asked to. */
  readonly endSeconds: number
}

/** Pods that run on the nodes, played by this process as their kubelets would. */
export interface Pods {
  readonly stop: () => void
}

const NAMESPACE = 'default'
const AT_ONCE = 8

/** Its grace is longer than it takes: it ends by itself, as most do. */
const podOn = (node: string, at: number, endSeconds: number): V1Pod => ({
  metadata: { name: `${node}-${at}`, namespace: NAMESPACE },
  spec: {
    nodeName: node,
    terminationGracePeriodSeconds: 2 * endSeconds,
    containers: [{ name: 'app', image: 'registry.example/app:v1' }],
  },
})

/** Puts pods on the nodes, and lets each end in its time when it is evicted; none comes back. Resolves when all run. */
export const startPods = async (config: KubeConfig, { nodes, perNode, endSeconds }: PodsOptions): Promise<Pods> => {
  const core = config.makeApiClient(CoreV1Api)
  const api = kubeletApi(config)
  const ending = new Set<string>()
  let stopped = false
  const isStopped = (): boolean => stopped
  const end = async (pod: V1Pod): Promise<void> => {
    await sleep(endSeconds * 1000)
    await insist(() => api.finishPod(pod), isStopped)
  }
  const watch = watchPods(config, pod => {
    const uid = pod.metadata?.uid ?? ''
    if (podWork(pod) !== 'finish' || ending.has(uid)) return
    ending.add(uid)
    void end(pod)
  })
  const wanted = nodes.flatMap(node => Array.from({ length: perNode }, (_, at) => podOn(node, at, endSeconds)))
  await inBatches(wanted, AT_ONCE, async body => {
    await api.runPod(await core.createNamespacedPod({ namespace: NAMESPACE, body }))
  })
  return {
    stop: () => {
      stopped = true
      watch.stop()
    },
  }
}
