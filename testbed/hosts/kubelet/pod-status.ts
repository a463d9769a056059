import type { V1Pod } from '@kubernetes/client-node'

const condition = (type: string, now: string) => ({
  type,
  status: 'True',
  lastProbeTime: null,
  lastTransitionTime: now,
})

const containerStatus = (pod: V1Pod, name: string, image: string, now: string) => ({
  name,
  image,
  imageID: '',
  containerID: `containerd://${pod.metadata?.uid}-${name}`,
  ready: true,
  started: true,
  restartCount: 0,
  state: { running: { startedAt: now } },
})

/** The status of a pod whose containers all run and are ready. */
export const runningStatus = (pod: V1Pod, now: string) => ({
  phase: 'Running',
  hostIP: '127.0.0.1',
  podIP: '127.0.0.1',
  startTime: now,
  conditions: ['PodReadyToStartContainers', 'Initialized', 'Ready', 'ContainersReady', 'PodScheduled'].map(type =>
    condition(type, now),
  ),
  containerStatuses: (pod.spec?.containers ?? []).map(({ name, image }) =>
    containerStatus(pod, name, image ?? '', now),
  ),
})

export type PodWork = 'run' | 'finish' | undefined

/** What a kubelet has to do about a pod that is bound to its node. */
export const podWork = ({ metadata, status }: V1Pod): PodWork => {
  if (metadata?.deletionTimestamp !== undefined) return 'finish'
  return status?.phase === undefined || status.phase === 'Pending' ? 'run' : undefined
}
