import { setTimeout as sleep } from 'node:timers/promises'
import { CoreV1Api, type KubeConfig, type V1Pod, Watch } from '@kubernetes/client-node'

export interface PodWatch {
  /** The pods bound to a node, as last seen. */
  readonly podsOn: (node: string) => ReadonlyArray<V1Pod>
  readonly stop: () => void
}

/** How long the API server may keep one watch open, in seconds; and how long to wait before another, in milliseconds. */
const WATCH_SECONDS = 300
const RETRY_MILLIS = 500

/** Watches all pods of the cluster, for ever: one watch serves all kubelets of this process. */
export const watchPods = (kubeConfig: KubeConfig, seen: (pod: V1Pod) => void): PodWatch => {
  const core = kubeConfig.makeApiClient(CoreV1Api)
  const pods = new Map<string, V1Pod>()
  const abort = new AbortController()
  const keyOf = ({ metadata }: V1Pod): string => metadata?.uid ?? ''

  const observe = (pod: V1Pod): void => {
    pods.set(keyOf(pod), pod)
    if (pod.spec?.nodeName !== undefined) seen(pod)
  }

  const list = async (): Promise<string> => {
    const found = await core.listPodForAllNamespaces()
    pods.clear()
    for (const pod of found.items) observe(pod)
    return found.metadata?.resourceVersion ?? ''
  }

  const follow = (resourceVersion: string): Promise<void> =>
    new Promise(resolve => {
      const query = { resourceVersion, allowWatchBookmarks: true, timeoutSeconds: WATCH_SECONDS }
      const done = (): void => resolve()
      new Watch(kubeConfig)
        .watch(
          '/api/v1/pods',
          query,
          (phase, pod: V1Pod) => {
            if (phase === 'ADDED' || phase === 'MODIFIED') observe(pod)
            else if (phase === 'DELETED') pods.delete(keyOf(pod))
          },
          done,
        )
        .then(request => {
          if (abort.signal.aborted) request.abort()
          else abort.signal.addEventListener('abort', () => request.abort(), { once: true })
        }, done)
    })

  const loop = async (): Promise<void> => {
    while (!abort.signal.aborted) {
      try {
        await follow(await list())
      } catch {
        // The API server is away: the next list says when it is back.
      }
      if (!abort.signal.aborted) await sleep(RETRY_MILLIS, undefined, { ref: false })
    }
  }
  loop().catch(() => undefined)

  return {
    podsOn: node => [...pods.values()].filter(pod => pod.spec?.nodeName === node),
    stop: () => abort.abort(),
  }
}
